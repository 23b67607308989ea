#!/usr/bin/env python3
"""more_table.py < RESULTS: lines "NAME N NANOSECONDS" of more.c -> one line a name and N, with the least."""
import sys

WHAT = {
    "first": "the first throw of a process, through {} different frames (the least of 20)",
    "after_others": "a throw through {} different frames after 10,000 other throws, with the clock",
    "modules": "throw through {} frames of two modules that call each other",
    "hosts": "throw through {} calls of the host and back",
    "threads": "throw through 20 different frames, each in a store of its own, threads at once: {}; the slowest",
}
best = {}
for line in sys.stdin:
    name, n, time = line.split()
    best[name, n] = min(best.get((name, n), 1e18), float(time))
for name, what in WHAT.items():
    for (each, n), time in best.items():
        if each == name:
            print(f"{what.format(n):84} {time:12,.1f} ns")
