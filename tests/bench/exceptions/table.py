#!/usr/bin/env python3
"""table.py CASES < RESULTS: lines "SIDE NAME NANOSECONDS CHECKSUM" -> the table, one row a case."""
import sys

SIDES = ["standard", "legacy", "v8", "wasmtime", "wasm2c", "g++", "clang"]
TITLES = {"standard": "wexnc", "legacy": "legacy", "v8": "V8", "wasmtime": "wasmtime", "wasm2c": "wasm2c", "g++": "g++", "clang": "clang++"}
WHAT = {
    "local": "thrown and caught in one function", "frames": "{} frames between", "tries": "{} frames with a handler for another tag",
    "chain": "{} levels that catch and throw again", "payload": "payload of {} values", "ref-dropped": "catch_ref, dropped",
    "ref-kept": "catch_ref, kept", "clauses": "the last of 16 clauses", "loop-plain": "loop of calls",
    "loop-try": "the same with a try around the call",
}


def number(value):
    return "-" if value is None else f"{value:,.1f}" if value < 1000 else f"{value:,.0f}"


def main():
    times, checks = {}, {}
    for line in sys.stdin:
        side, name, time, check = line.split()
        times[side, name] = float(time)
        checks.setdefault(name, {})[side] = check
    wrong = {name: c for name, c in checks.items() if len(set(c.values())) > 1}
    if wrong or not checks:
        sys.exit(f"the sides do not agree: {wrong}" if wrong else "nothing was measured")
    sides = [s for s in SIDES if any(side == s for side, _ in times)]
    print("Nanoseconds from throw to catch, the calls down included; the best of 25 measurements. wexnc: standard encoding")
    print("(catch_ref and throw_ref in the chain); legacy: the older encoding compiled by wexnc, which V8 and wasm2c run.")
    print(f"{'':44} {'goal':>8} " + " ".join(f"{TITLES[s]:>11}" for s in sides) + f" {'g++/wexnc':>10}")
    for line in open(sys.argv[1]):
        name, _, n, goal = line.split()
        family = name.rsplit("-", 1)[0] if name[-1].isdigit() else name
        what = WHAT[family].format(name.rsplit("-", 1)[-1]).replace("1 frames", "1 frame").replace("1 levels that", "1 level that")
        own, gcc = times.get(("standard", name)), times.get(("g++", name))
        goal = None if goal == "-" else float(goal)
        mark = "" if goal is None or own <= goal else "  above the goal"
        row = " ".join(f"{number(times.get((s, name))):>11}" for s in sides)
        factor = f"{gcc / own:9.0f}x" if gcc and own and not name.startswith("loop") else "         -"
        print(f"{what:44} {number(goal):>8} {row} {factor}{mark}")
    for family, goal, unit in (("frames", 2.2, "frame"), ("tries", 4, "frame with a handler"), ("chain", 12, "level of a chain")):
        slopes = []
        for s in sides:
            deep, less = times.get((s, f"{family}-1000")), times.get((s, f"{family}-100"))
            slopes.append(None if deep is None else (deep - less) / 900)
        row = " ".join(f"{number(v):>11}" for v in slopes)
        print(f"{'each further ' + unit:44} {goal:8.1f} {row}{'' if slopes[0] is None or slopes[0] <= goal else '            above the goal'}")


if __name__ == "__main__":
    main()
