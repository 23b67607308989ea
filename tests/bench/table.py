#!/usr/bin/env python3
"""Lines of driver.c from standard input -> a table with ratios and their geometric means.

Native is the better of clang -O3 and -O2. Every other side is shown as a multiple of that: the median, over the rounds, of its
time by native's in the same round, and the half of the range in which the middle half of those lies, in per cent.
"""
import math
import statistics
import sys

SIDES = ["guard", "software", "gs", "memory64", "wasm2c"]


def mean(ratios):
    ratios = [r for r in ratios if r]
    return math.exp(sum(math.log(r) for r in ratios) / len(ratios)) if ratios else None


def spread(values):
    if len(values) < 4:
        return (max(values) - min(values)) / 2
    low, _, high = statistics.quantiles(values, n=4)
    return (high - low) / 2


def per_cent(part, whole):
    return f" {'±' + format(100 * part / whole, '.0f'):>3}"


def show(ratio, around=None):
    if ratio is None:
        return f"{'-':>11}"
    return f"{ratio:7.2f}" + ("    " if around is None else per_cent(around, ratio))


def main():
    rows = {}  # (class, name) -> side -> times
    for line in sys.stdin:
        kind, name, side, *times = line.split()
        rows.setdefault((kind, name), {})[side] = [float(t) for t in times]
    if not rows:
        sys.exit("nothing was measured")
    print(f"All sides for {sys.argv[1]}. native: median in microseconds of the better of clang -O3 and -O2. The others as")
    print("multiples of that: wexnc in its modes, with memory 0 in GS, with a 64-bit memory, and wasm2c; medians over the rounds, ± their spread in per cent.")
    print(f"{'class':8} {'kernel':14} {'native':>9}    " + "".join(f"{s:>11}" for s in SIDES))
    medians, bests = {}, {}
    for (kind, name), sides in rows.items():
        native = min(sides["native-O3"], sides["native-O2"], key=statistics.median)
        best = min(sides["native-O3"] + sides["native-O2"])
        middle = statistics.median(native)
        text = f"{kind:8} {name:14} {middle:9.1f}" + per_cent(spread(native), middle)
        for side in SIDES:
            if not sides[side]:
                text += show(None)
                continue
            ratios = [t / n for t, n in zip(sides[side], native)]
            ratio = statistics.median(ratios)
            text += show(ratio, spread(ratios))
            for group in kind, "kernels" if kind != "programs" else None:
                medians.setdefault(group, {}).setdefault(side, []).append(ratio)
                bests.setdefault(group, {}).setdefault(side, []).append(min(sides[side]) / best)
        print(text)
    groups = [k for k in dict.fromkeys(k for k, _ in rows) if k != "programs"]
    groups += (["kernels"] if groups else []) + [k for k in medians if k == "programs"]
    for what, all_of in (("mean", medians), ("best", bests)):
        for group in groups if what == "mean" else groups[-2:]:
            means = [show(mean(all_of[group].get(side, []))) for side in SIDES]
            print(f"{what:8} {group:14} {'':9}    " + "".join(means))
    print("mean: geometric, of the ratios above; best: of the best times instead.")


if __name__ == "__main__":
    main()
