#!/usr/bin/env python3
"""distinct_table.py < RESULTS: lines "SIDE KERNEL-FRAMES NANOSECONDS CHECKSUM" -> nanoseconds a frame, one row a number of
different functions; each cell: called by name, through a table."""
import sys

TITLES = {"wexnc": "wexnc", "v8": "V8", "wasmtime": "wasmtime", "wasm2c": "wasm2c", "g++": "g++", "clang": "clang++"}

times, checks = {}, {}
for line in sys.stdin:
    side, name, time, check = line.split()
    kernel, frames = name.split("-")
    times[side, kernel, int(frames)] = float(time) / int(frames)
    checks.setdefault(name, set()).add(check)
if not times or any(len(c) > 1 for c in checks.values()):
    sys.exit("the sides do not agree on a checksum, or nothing was measured")
sides = [s for s in TITLES if any(side == s for side, _, _ in times)]
print("Throws through many different functions, nanoseconds a frame, the calls down included: called by name (-O0, so that none")
print("is inlined) / through a table (-O2).")
print(f"{'frames':>8} " + " ".join(f"{TITLES[s]:>17}" for s in sides))
for frames in sorted({n for _, _, n in times}):
    def cell(side):
        values = [times.get((side, kernel, frames)) for kernel in ("direct", "indirect")]
        return " / ".join("-" if v is None else f"{v:,.1f}" for v in values)
    print(f"{frames:8} " + " ".join(f"{cell(s):>17}" for s in sides))
