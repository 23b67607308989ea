"""structure.py OBJECT...: what must hold inside of a Mach-O object, by the word of LLVM's tools. Each function has one row
in the unwind tables, with a symbol, and one entry of compact unwind information, of call frame information if that says
so, all of the same extent; each call site of the tables is behind a call, each landing pad is an instruction. Prints the numbers."""
import json
import re
import subprocess
import sys


def run(*words):
    return subprocess.run(words, capture_output=True, text=True, check=True).stdout


def check(condition, what):
    if not condition:
        sys.exit(f"structure.py: {what}")


def symbols(path, section):
    """Address -> name, without the assembler's own labels."""
    found = {}
    for line in run("llvm-nm-19", "-m", path).splitlines():
        address, _, rest = line.partition(f" ({section}) ")
        name = rest.split()[-1] if rest else ""
        if name and not name.startswith("ltmp"):
            check(int(address, 16) not in found, f"two symbols at {address}")
            found[int(address, 16)] = name
    return found


def instructions(path):
    """Address -> (mnemonic, address of the instruction before)."""
    found, before = {}, None
    for line in run("llvm-objdump-19", "-d", "--no-show-raw-insn", path).splitlines():
        if match := re.match(r" *([0-9a-f]+): \s*(\S+)", line):
            address = int(match[1], 16)
            found[address] = (match[2], before)
            before = address
    return found


def structure(path):
    functions = symbols(path, "__TEXT,__text")
    starts = sorted(functions)
    rows = json.loads(run("wexnc", "inspect", "--json", path))["functions"]
    check(["_" + row["symbol"] for row in rows] == [functions[start] for start in starts], "rows are not the functions")

    row_symbols = symbols(path, "__TEXT,__wexn_funcs")
    first = min(row_symbols)
    check([row_symbols.get(first + 8 * i) for i in range(len(rows))] ==
          ["l__wexn_funcs_" + functions[start].removeprefix("_") for start in starts], "symbols of rows")

    compact = re.findall(r"start: +0x([0-9a-f]+) .*\n +length: +0x([0-9a-f]+)\n +compact encoding: +0x([0-9a-f]+)",
                         run("llvm-objdump-19", "--unwind-info", path))
    check([int(start, 16) for start, _, _ in compact] == starts, "entries of compact unwind information")
    check(all(int(encoding, 16) != 0 for _, _, encoding in compact), "a frame that nobody can leave")
    # Call frame information on arm64: where the compact form says so, UNWIND_ARM64_MODE_DWARF. Start addresses are for the
    # linker to fill in.
    frames = re.findall(r" FDE cie=\w+ pc=([0-9a-f]+)\.\.\.([0-9a-f]+)", run("llvm-dwarfdump-19", "--eh-frame", path))
    lengths = [int(length, 16) for _, length, _ in compact]
    arm = "arm64" in run("llvm-readobj-19", "--file-headers", path)
    described = [length for length, (_, _, how) in zip(lengths, compact) if not arm or int(how, 16) >> 24 == 3]
    check([int(end, 16) - int(start, 16) for start, end in frames] == described, "extents of call frame information")
    for row, length, start, end in zip(rows, lengths, starts, starts[1:]):
        check(length <= row["bytes"] <= end - start, f"extent of {row['symbol']}")

    code = instructions(path)
    sites = 0
    for row, start in zip(rows, starts):
        for site in row["call_sites"]:
            _, before = code[start + site["return_offset"]]
            check(code[before][0] in ("callq", "bl", "blr"), f"{row['symbol']}: a call site behind {code[before][0]}")
            check(start + site["landing_pad_offset"] in code, f"{row['symbol']}: landing pad")
            sites += 1
    print(f"{len(rows)} functions, {sites} call sites")


for argument in sys.argv[1:]:
    structure(argument)
