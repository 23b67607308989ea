#!/usr/bin/env python3
"""compile_times.py [--rounds N] [--modes M,...] [--target TRIPLE] MODULE...: what compiling takes, in every mode.

Seconds of processor for a MB of the module's code, the least of all rounds, which are interleaved; what a second thread gains, as
seconds on the clock with one by those with two; and memory at -O2. WEXNC is the compiler, or several with spaces between them:
each has a line for each module.
"""
import argparse
import math
import os
import subprocess
import tempfile
import time

GUARD, SOFTWARE = ("--bounds=guard",), ("--bounds=software",)
MODES = {
    "-O0": ("-O0", "-j1", *GUARD),
    "-O1": ("-O1", "-j1", *GUARD),
    "-O2": ("-O2", "-j1", *GUARD),
    "soft": ("-O2", "-j1", *SOFTWARE),
    "-j2": ("-O2", "-j2", *GUARD),
}


def leb(data, at):
    value = shift = 0
    while True:
        value |= (data[at] & 127) << shift
        shift += 7
        at += 1
        if data[at - 1] < 128:
            return value, at


def code_size(path):
    data = open(path, "rb").read()
    at = 8
    while at < len(data):
        section, (size, at) = data[at], leb(data, at + 1)
        if section == 10:
            return size
        at += size
    return 0


def cost(command):
    """Seconds on the clock, seconds of processor, KiB."""
    start = time.monotonic()
    child = subprocess.Popen(command)
    _, status, used = os.wait4(child.pid, 0)
    if status:
        raise SystemExit(f"{' '.join(command)}: failed")
    return time.monotonic() - start, used.ru_utime + used.ru_stime, used.ru_maxrss


parser = argparse.ArgumentParser()
parser.add_argument("--rounds", type=int, default=3)
parser.add_argument("--modes", default=",".join(MODES))
parser.add_argument("--target")
parser.add_argument("modules", nargs="+")
arguments = parser.parse_args()
target = [f"--target={arguments.target}"] if arguments.target else []
compilers = os.environ.get("WEXNC", "wexnc").split()
modes = arguments.modes.split(",")
best = {}
with tempfile.TemporaryDirectory() as work:
    for _ in range(arguments.rounds):
        for module in arguments.modules:
            for mode in modes:
                for compiler in compilers:
                    now = cost([compiler, module, "-n", "m", *MODES[mode], *target, "-o", work + "/m.o"])
                    key = compiler, module, mode
                    best[key] = tuple(map(min, now, best.get(key, now)))


def figures(compiler, module):
    size = code_size(module) / 1e6
    row = [best[compiler, module, mode][1] / size for mode in modes if mode != "-j2"]
    if "-O2" in modes and "-j2" in modes:
        row.append(best[compiler, module, "-O2"][0] / best[compiler, module, "-j2"][0])
    if "-O2" in modes:
        row.append(best[compiler, module, "-O2"][2] / 1024)
    return row


heads = [mode for mode in modes if mode != "-j2"] + ["j1/j2"] * ("-O2" in modes and "-j2" in modes) + ["MiB"] * ("-O2" in modes)
print(f"{'':16} {'bytes':>8} " + " ".join(f"{head:>6}" for head in heads))
for module in arguments.modules:
    for compiler in compilers:
        name = module.removesuffix("/kernel.wasm32.wasm").removesuffix(".wasm")
        print(f"{os.path.basename(name)[:16]:16} {code_size(module):8} " + " ".join(f"{x:6.2f}" for x in figures(compiler, module)))
for compiler in compilers:
    rows = [figures(compiler, module) for module in arguments.modules]
    means = [math.exp(sum(map(math.log, column)) / len(column)) for column in zip(*rows)]
    print(f"{'geometric mean':25} " + " ".join(f"{x:6.2f}" for x in means))
