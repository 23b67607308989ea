#!/usr/bin/env python3
"""cost.py OUT COMMAND...: runs the command and writes to OUT the seconds of processor it took, and its memory in KiB."""
import resource
import subprocess
import sys

status = subprocess.call(sys.argv[2:])
used = resource.getrusage(resource.RUSAGE_CHILDREN)
with open(sys.argv[1], "w", encoding="utf-8") as out:
    print(f"{used.ru_utime + used.ru_stime:.3f} {used.ru_maxrss}", file=out)
sys.exit(status)
