"""rows.py [--any-order] LINKED OBJECT...: the rows of the unwind tables in a linked Mach-O file are exactly those
of the functions that the objects brought into it, in the order of their addresses. Prints how many."""
import collections
import json
import subprocess
import sys


def code_symbols(path):
    """(address, name) of every function, without the assembler's own labels."""
    text = subprocess.run(["llvm-nm-19", "-m", path], capture_output=True, text=True, check=True).stdout
    for line in text.splitlines():
        address, _, rest = line.partition(" (__TEXT,__text) ")
        name = rest.split()[-1] if rest else ""
        if name and not name.startswith(("ltmp", "__mh_")):
            yield int(address, 16), name


any_order = sys.argv[1] == "--any-order"
linked, *objects = sys.argv[2 if any_order else 1:]
compiled = collections.Counter(name for path in objects for _, name in code_symbols(path))
functions = [name for _, name in sorted(code_symbols(linked)) if name in compiled]
inspect = subprocess.run(["wexnc", "inspect", "--json", linked], capture_output=True, text=True, check=True)
rows = ["_" + function["symbol"] for function in json.loads(inspect.stdout)["functions"]]
if any_order:
    rows.sort()
    functions.sort()
if rows != functions or not rows:
    sys.exit(f"functions: {functions}\nrows:      {rows}")
print(f"{len(rows)} functions of {compiled.total()}")
