"""inspect.py FOLDER: FOLDER has TARGET.json (wexnc inspect --json) and TARGET.txt (wexnc inspect --exceptions
--inlined --tags) of one module for several targets. Fails unless each text says what the JSON says, and all targets
say the same; prints what it is.

inspect.py --damage WEXNC FOLDER: bytes of FOLDER's objects are changed; `wexnc inspect` must answer with an error or
with well-formed output."""
import json
import pathlib
import random
import re
import subprocess
import sys


def check(condition, what):
    if not condition:
        sys.exit(f"inspect.py: {what}")


def sites(function):
    return [site["clauses"] for site in function["call_sites"]]


def chains(function):
    """Ranges of the function's own code apart: whether there is any behind the last call differs."""
    return sorted({tuple(place["functions"]) for place in function["inlined"] if place["functions"]})


def facts(said):
    """What does not depend on the target."""
    tables, inlined = said["handler_tables"], said["inline_tables"]
    return {
        "modules": said["modules"],
        "functions": {f["symbol"]: [f.get("index"), sites(f), chains(f)] for f in said["functions"]},
        # Without an operating system, host functions are called without a change of the FP environment.
        "calls": {c["name"]: c["references"] for c in said["runtime_calls"] if "_fp_" not in c["name"]},
        "tables": [tables[key] for key in ("functions", "functions_in_try", "call_sites", "clauses")],
        "inlined": inlined["functions"],
    }


def add_up(said, name):
    """Totals against the functions that they are of."""
    tables, inlined, functions = said["handler_tables"], said["inline_tables"], said["functions"]
    sections = {s["name"].split("_")[-1]: s["bytes"] for s in said["sections"] if "wexn_" in s["name"]}
    check(tables["functions"] == len(functions), f"{name}: number of functions")
    check(tables["functions_in_try"] == sum(bool(f["call_sites"]) for f in functions), f"{name}: functions in a try")
    check(tables["call_sites"] == sum(len(f["call_sites"]) for f in functions), f"{name}: call sites")
    check(tables["clauses"] == sum(len(c) for f in functions for c in sites(f)), f"{name}: clauses")
    check(tables["function_bytes"] == sections["funcs"] == 8 * len(functions), f"{name}: bytes of rows")
    # Each function's block begins at an even address: between two there may be a byte.
    gaps = tables["site_bytes"] - sections["sites"]
    check(0 <= gaps < tables["functions_in_try"], f"{name}: bytes of blocks")
    of_all = tables["function_bytes"] + tables["site_bytes"]
    check(sum(f["table_bytes"] for f in functions) == of_all, f"{name}: bytes of tables")
    check(inlined["functions"] == sum(bool(f["inlined"]) for f in functions), f"{name}: functions with inlined code")
    check(sum(f["inline_table_bytes"] for f in functions) == sections["inline"] + sections["chains"],
          f"{name}: bytes of inline tables")


def same_as_text(said, text, name):
    for module in said["modules"]:
        for number, tag in enumerate(module["tags"]):
            check(f"  {number:3}  {tag}\n" in text, f"{name}: tag {number}")
    for f in said["functions"]:
        lines = [f"  +0x{s['return_offset']:<6x} -> +0x{s['landing_pad_offset']:<6x}  " + "  ".join(s["clauses"])
                 for s in f["call_sites"]]
        if lines:
            lines.append(f"  {f['table_bytes']} bytes of tables, {f['table_bytes'] / len(lines):.1f} a call site")
        if f["inlined"]:
            lines += [f"  +0x{place['offset']:<6x}" + "".join(f" {i} in" for i in place["functions"]) + f" {f['index']}"
                      for place in f["inlined"]]
            lines.append(f"  {f['inline_table_bytes']} bytes of inline tables")
        saved = f["saved_registers"]
        head = f"{f['symbol']} ({f['bytes']} bytes{'; ' if saved else ''}{saved})"
        if lines:
            check("\n".join([head] + lines) + "\n" in text, f"{name}: text of {f['symbol']}")
        else:
            check(head not in text, f"{name}: text of {f['symbol']}, which has nothing to show")


def compare(folder):
    first = None
    names = sorted(path.stem for path in folder.glob("*.json"))
    for name in names:
        said = json.loads((folder / f"{name}.json").read_text())
        add_up(said, name)
        same_as_text(said, (folder / f"{name}.txt").read_text(), name)
        found = facts(said)
        first = first or found
        for key in found:
            check(found[key] == first[key], f"{name} is not like {names[0]}: {key}\n{found[key]}\n{first[key]}")
    functions, in_try, call_sites, clauses = first["tables"]
    print(f"{len(names)} targets: {functions} functions, {in_try} in a try, {call_sites} call sites, {clauses} clauses")
    for symbol, (_, of_sites, of_chains) in first["functions"].items():
        if of_sites or of_chains:
            print(symbol, of_sites, of_chains)


def damage(wexnc, folder):
    numbers = random.Random(1)
    errors = 0
    for path in sorted(folder.glob("*.o")):
        good = path.read_bytes()
        for _ in range(12):
            data = bytearray(good)
            for _ in range(numbers.randint(1, 4)):
                data[numbers.randrange(len(data))] = numbers.choice([0, 1, 0x7f, 0xff, numbers.randrange(256)])
            broken = folder / "broken"
            broken.write_bytes(data)
            done = subprocess.run([wexnc, "inspect", "--json", broken], capture_output=True, text=True, timeout=20)
            if done.returncode == 0:
                json.loads(done.stdout)
                continue
            errors += 1
            check(done.returncode == 1 and re.fullmatch(r".*/broken: error: not an object made by this compiler: .+\n",
                                                        done.stderr), f"status {done.returncode}: {done.stderr}")
    check(errors > 10, "nothing was found to be damaged")


if sys.argv[1] == "--damage":
    damage(sys.argv[2], pathlib.Path(sys.argv[3]))
else:
    compare(pathlib.Path(sys.argv[1]))
