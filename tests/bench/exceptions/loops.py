#!/usr/bin/env python3
"""loops.py OBJECT: compares the machine code of loop_plain and loop_try (kernels.py): the loop itself
instruction by instruction, and the sizes of the functions."""
import re
import subprocess
import sys

OBJDUMP = "llvm-objdump-19"
# Jumps and calls of x86-64 and AArch64: the operation with what it tests, and where to.
JUMP = re.compile(r"^(j\w+|callq?|bl?|b\.\w+|cbn?z \w+,|tbn?z \w+, \S+,) (?:0x)?([0-9a-f]+) <.*")


def function(path, symbol):
    text = subprocess.run([OBJDUMP, "-d", "--no-show-raw-insn", f"--disassemble-symbols={symbol}", path],
                          capture_output=True, text=True, check=True).stdout
    return [(int(m[1], 16), " ".join(m[2].split())) for m in re.finditer(r"^ *([0-9a-f]+):\s+(.*)$", text, re.M)]


def loop(code):
    """Where the loop starts, and its instructions: from the target of the first jump back to that jump."""
    for i, (at, text) in enumerate(code):
        jump = JUMP.match(text)
        if jump and int(jump[2], 16) < at:
            start = int(jump[2], 16)
            # Jumps out of the loop go to cold code, whose place differs, as do comments that name the function.
            return start, [JUMP.sub(r"\1", t).split(" #")[0] for a, t in code if start <= a <= at]
    sys.exit("a function has no loop")


def main():
    sizes = {}
    loops = {}
    for name in ("loop_plain", "loop_try"):
        code = function(sys.argv[1], f"kernels.{name}")
        loops[name] = loop(code)
        bytes_ = [int(m[1], 16) for m in re.finditer(rf"^\S+\s.*\.text\S*\s+([0-9a-f]+)\s+kernels\.{name}$", subprocess.run(
            [OBJDUMP, "-t", sys.argv[1]], capture_output=True, text=True, check=True).stdout, re.M)]
        before = next(i for i, (at, _) in enumerate(code) if at == loops[name][0])
        sizes[name] = (len(code), bytes_[0] if bytes_ else 0, before)
    loops = {name: body for name, (_, body) in loops.items()}
    same = loops["loop_plain"] == loops["loop_try"]
    print(f"The loop without try: {len(loops['loop_plain'])} instructions a round; with try: {len(loops['loop_try'])};"
          f" {'equal, one by one' if same else 'they differ'}.")
    plain, tried = sizes["loop_plain"], sizes["loop_try"]
    print(f"The whole function: {plain[0]} instructions, {plain[1]} bytes without try; {tried[0]}, {tried[1]} bytes with it"
          f" (handler included); before the loop: {plain[2]} and {tried[2]} instructions.")
    if not same:
        for a, b in zip(loops["loop_plain"], loops["loop_try"]):
            if a != b:
                print(f"  {a:50} {b}")


if __name__ == "__main__":
    main()
