#!/usr/bin/env python3
"""measure.py SIDE MODULE < CASES: what measure.c does, in wasmtime (its Python package). Its calls from outside take longer, but each
runs many rounds."""
import sys
import time

import wasmtime

REPEATS, ENOUGH = 10, 4e6

side, path = sys.argv[1:]
config = wasmtime.Config()
config.wasm_exceptions = True
store = wasmtime.Store(wasmtime.Engine(config))
exports = wasmtime.Instance(store, wasmtime.Module.from_file(store.engine, path), []).exports(store)


def time_of(run, rounds, n):
    start = time.thread_time_ns()
    run(store, rounds, n)
    return time.thread_time_ns() - start


for line in sys.stdin:
    name, kernel, n = line.split()
    n = int(n)
    if kernel not in exports:
        continue
    run = exports[kernel]
    check = run(store, 20, n) & 0xFFFFFFFF
    rounds = 1
    while time_of(run, rounds, n) < ENOUGH and rounds < 1 << 30:
        rounds *= 2
    best = min(time_of(run, rounds, n) / rounds for _ in range(REPEATS))
    print(f"{side} {name} {best:.3f} {check:08x}", flush=True)
