"""Lines of run from standard input -> a table with ratios and their geometric means.

CLASS NAME, then instructions and bytes of code: natively, guarded, with software bounds.
"""
import math
import sys


def mean(ratios):
    return math.exp(sum(math.log(r) for r in ratios) / len(ratios))


rows = [(kind, name, *map(int, rest)) for kind, name, *rest in (line.split() for line in sys.stdin)]
if not rows:
    sys.exit("nothing was counted")
print(f"AArch64, -O{sys.argv[1]}: instructions of a round and bytes of clang's native code; wexnc's as multiples.")
print("Code: the functions of the module, without the crossings from and to C.")
print(f"{'class':8} {'kernel':14} {'instructions':>12} {'guard':>7} {'software':>9}   {'code':>7} {'guard':>7} {'software':>9}")


def ratios(row):
    return row[3] / row[2], row[4] / row[2], row[6] / row[5], row[7] / row[5]


for row in rows:
    g, s, gc, sc = ratios(row)
    print(f"{row[0]:8} {row[1]:14} {row[2]:12} {g:7.2f} {s:9.2f}   {row[5]:7} {gc:7.2f} {sc:9.2f}")
kernels = [r for r in rows if r[0] != "programs"]
groups = [(kind, [r for r in rows if r[0] == kind]) for kind in dict.fromkeys(r[0] for r in rows)]
for kind, some in groups + ([("kernels", kernels)] if kernels else []):
    g, s, gc, sc = (mean(side) for side in zip(*map(ratios, some)))
    print(f"{'mean':8} {kind:14} {'':12} {g:7.2f} {s:9.2f}   {'':7} {gc:7.2f} {sc:9.2f}")
