#!/usr/bin/env python3
"""walk_table.py < RESULTS: lines of walk.c -> a table: what a throw itself takes for each frame, and what calling and returning takes."""
import sys

found = {}
for line in sys.stdin:
    what, kind, n, time = line.split()
    found[what, kind, int(n)] = float(time)
if not found:
    sys.exit("nothing was measured")
print("The throw itself, without the calls that made the frames, nanoseconds a frame: called by name / through a table; beside it the same")
print("calls when they return. Goal: at most 5.")


def cell(what, n):
    return " / ".join(f"{found[what, kind, n]:.1f}" for kind in ("direct", "indirect"))


print(f"{'frames':>8} {'throw':>15} {'call and return':>20}")
for n in sorted({n for what, _, n in found if what == "walk"}):
    above = any(found["walk", kind, n] > 5 for kind in ("direct", "indirect"))
    print(f"{n:8} {cell('walk', n):>15} {cell('return', n):>20}{'  above the goal' if above else ''}")
print(f"Remembering where an exception was thrown (exception_backtraces): {cell('trace', 0)} an exception that gets an object, and")
print(f"{cell('trace', 1)} for each frame.")
