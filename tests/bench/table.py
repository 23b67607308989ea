#!/usr/bin/env python3
"""Lines of driver.c from standard input -> a table with ratios and their geometric means."""
import math
import sys


def mean(ratios):
    return math.exp(sum(math.log(r) for r in ratios) / len(ratios)) if ratios else None


def ratio(value):
    return "      -" if value is None else f"{value:7.2f}"


def main():
    rows = []
    for line in sys.stdin:
        kind, name, native, wexn, wasm2c = line.split()
        rows.append((kind, name, float(native), float(wexn), None if wasm2c == "-" else float(wasm2c)))
    if not rows:
        sys.exit("no kernel was measured")
    print(f"Best times in microseconds; all sides for {sys.argv[1]}. Ratios: below 1 wexnc is faster;")
    print("wasm2c/wexnc: how many times faster wexnc is.")
    print(f"{'class':8} {'kernel':14} {'native':>9} {'wexnc':>9} {'wasm2c':>9}  wexnc/native  wasm2c/native  wasm2c/wexnc")
    for kind, name, native, wexn, wasm2c in rows:
        third = "        -" if wasm2c is None else f"{wasm2c:9.1f}"
        print(f"{kind:8} {name:14} {native:9.1f} {wexn:9.1f} {third}       {ratio(wexn / native)}"
              f"        {ratio(wasm2c and wasm2c / native)}       {ratio(wasm2c and wasm2c / wexn)}")
    for kind in [*dict.fromkeys(r[0] for r in rows), "all"]:
        some = [r for r in rows if kind in (r[0], "all")]
        both = [r for r in some if r[4] is not None]
        print(f"{'mean':8} {kind:14} {'':29}       {ratio(mean([r[3] / r[2] for r in some]))}"
              f"        {ratio(mean([r[4] / r[2] for r in both]))}       {ratio(mean([r[4] / r[3] for r in both]))}")


if __name__ == "__main__":
    main()
