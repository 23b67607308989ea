#!/usr/bin/env python3
"""Lines of run from standard input -> what compiling took, and how large the code is.

NAME, bytes of code in the module, natively, guarded, with software bounds, with memory 0 in GS; seconds and KiB, guarded and with software bounds.
"""
import math
import sys


def mean(values):
    values = list(values)
    return math.exp(sum(map(math.log, values)) / len(values))


rows = [(name, *map(float, figures)) for name, *figures in map(str.split, sys.stdin)]
print("Bytes of code: of the module, of clang -O2, and wexnc's as multiples of that, with the C library's that the module brings,")
print("without the crossings from and to C. Compiling, guarded and with software bounds: seconds of processor, in all and for a MB")
print("of the module's code, and the most memory.")
print(f"{'program':10} {'module':>8} {'native':>8} {'guard':>7} {'software':>9} {'gs':>6}    {'seconds':>8} {'s/MB':>6} {'MiB':>5}"
      f" {'software':>9} {'s/MB':>6} {'MiB':>5}")
for name, module, native, guard, software, gs, time, memory, time2, memory2 in rows:
    print(f"{name:10} {module:8.0f} {native:8.0f} {guard / native:7.2f} {software / native:9.2f} {gs / native:6.2f}    {time:8.2f} {time / module * 1e6:6.1f}"
          f" {memory / 1024:5.0f} {time2:9.2f} {time2 / module * 1e6:6.1f} {memory2 / 1024:5.0f}")
print(f"{'mean':10} {'':8} {'':8} {mean(r[3] / r[2] for r in rows):7.2f} {mean(r[4] / r[2] for r in rows):9.2f}"
      f" {mean(r[5] / r[2] for r in rows):6.2f}    {'':8} {mean(r[6] / r[1] for r in rows) * 1e6:6.1f} {'':5} {'':9} {mean(r[8] / r[1] for r in rows) * 1e6:6.1f}")
