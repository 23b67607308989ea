#!/usr/bin/env python3
"""programs.py NAME SIDE=FILE...: rows "RES name total_ns runs checksum" of a program, as each side printed them -> nanoseconds a
run, and how many times the last side's that is for the first. A side with another checksum did other work (compilers order
arguments as they like), which is said."""
import sys


def rows(path):
    found = {}
    for line in open(path):
        words = line.split()
        if len(words) == 5 and words[0] == "RES":
            found[words[1]] = float(words[2]) / float(words[3]), words[4]
    return found


name, *sides = sys.argv[1:]
sides = [side.split("=", 1) for side in sides]
results = [(title, rows(path)) for title, path in sides]
print(f"{name + ', nanoseconds a run':44} " + " ".join(f"{title:>14}" for title, _ in results))
for row in results[0][1]:
    cells = [result.get(row, (None, None)) for _, result in results]
    other = [title for (title, _), (_, check) in zip(results, cells) if check not in (None, cells[0][1])]
    values = [value for value, _ in cells]
    text = " ".join("-".rjust(14) if v is None else f"{v:14,.0f}" for v in values)
    last = values[-1]
    print(f"  {row:42} {text}" + (f" {values[0] / last:8.2f}x" if len(values) > 1 and last else "")
          + (f"  other work: {', '.join(other)}" if other else ""))
