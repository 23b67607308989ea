"""Lines of run from standard input -> a table with ratios and their geometric means."""
import math
import sys


def mean(ratios):
    return math.exp(sum(math.log(r) for r in ratios) / len(ratios))


rows = [(kind, name, *map(int, rest)) for kind, name, *rest in (line.split() for line in sys.stdin)]
if not rows:
    sys.exit("no kernel was counted")
print(f"AArch64, -O{sys.argv[1]}: instructions of a round and bytes of code, clang's native code and wexnc's.")
print("Ratios: below 1 wexnc's is less. Functions: those of the module; .text has the crossings from and to C, too.")
print(f"{'class':8} {'kernel':14} {'instructions':>12} {'wexnc':>12} {'ratio':>6}  {'code':>6} {'wexnc':>6} {'ratio':>6}  {'.text':>6}")
for kind, name, native, wexn, native_code, wexn_code, text in rows:
    print(f"{kind:8} {name:14} {native:12} {wexn:12} {wexn / native:6.2f}  {native_code:6} {wexn_code:6} {wexn_code / native_code:6.2f}  {text:6}")
for kind in [*dict.fromkeys(r[0] for r in rows), "all"]:
    some = [r for r in rows if kind in (r[0], "all")]
    print(f"{'mean':8} {kind:14} {mean([r[3] / r[2] for r in some]):32.2f}  {mean([r[5] / r[4] for r in some]):20.2f}")
