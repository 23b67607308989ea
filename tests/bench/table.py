#!/usr/bin/env python3
"""Lines of driver.c from standard input -> a table with ratios and their geometric means.

Native is the better of clang -O3 and -O2; every other side is shown as a multiple of that.
"""
import math
import sys

SIDES = ["guard", "software", "memory64", "wasm2c"]


def mean(ratios):
    ratios = [r for r in ratios if r is not None]
    return math.exp(sum(math.log(r) for r in ratios) / len(ratios)) if ratios else None


def show(ratios):
    return "".join(f"{'-':>10}" if r is None else f"{r:10.2f}" for r in ratios)


def main():
    rows = []
    for line in sys.stdin:
        kind, name, *times = line.split()
        times = [None if t == "-" else float(t) for t in times]
        native = min(times[:2])
        rows.append((kind, name, native, [t and t / native for t in times[2:]]))
    if not rows:
        sys.exit("no kernel was measured")
    print(f"Best times; all sides for {sys.argv[1]}. native: microseconds of the better of clang -O3 and -O2;")
    print("the others as multiples of that: wexnc in its modes, with a 64-bit memory, and wasm2c.")
    print(f"{'class':8} {'kernel':14} {'native':>9}" + "".join(f"{s:>10}" for s in SIDES))
    for kind, name, native, ratios in rows:
        print(f"{kind:8} {name:14} {native:9.1f}{show(ratios)}")
    for kind in [*dict.fromkeys(r[0] for r in rows), "all"]:
        some = [r[3] for r in rows if kind in (r[0], "all")]
        print(f"{'mean':8} {kind:14} {'':9}{show([mean(side) for side in zip(*some)])}")


if __name__ == "__main__":
    main()
