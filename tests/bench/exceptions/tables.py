#!/usr/bin/env python3
"""tables.py INSPECT.json NAME=NATIVE...: bytes that unwinding takes per function and per call site in a try: of
an object by wexnc, from `wexnc inspect --exceptions --json`, and of native objects, from .eh_frame and
.gcc_except_table (Itanium C++ ABI: Exception Handling; LSB: .eh_frame)."""
import json
import subprocess
import sys
import tempfile


def uleb(data, at):
    value = shift = 0
    while True:
        byte = data[at]
        at += 1
        value |= (byte & 0x7F) << shift
        shift += 7
        if byte < 0x80:
            return value, at


def call_sites(data):
    """Number of call-site entries with a landing pad in a .gcc_except_table: LSDAs one after the other, each
    aligned to 4. All fields are LEB128, as compilers for x86-64 write them."""
    at, pads = 0, 0
    while at + 4 <= len(data):
        if data[at] != 0xFF:
            sys.exit(f".gcc_except_table: unknown start at {at}")
        type_encoding = data[at + 1]
        at += 2
        end = None
        if type_encoding != 0xFF:
            length, at = uleb(data, at)
            end = at + length
        if data[at] != 1:
            sys.exit(f".gcc_except_table: unknown encoding of call sites at {at}")
        length, at = uleb(data, at + 1)
        sites_end = at + length
        actions = False
        while at < sites_end:
            _, at = uleb(data, at)
            _, at = uleb(data, at)
            pad, at = uleb(data, at)
            action, at = uleb(data, at)
            pads += pad != 0
            actions = actions or action != 0
        at = end if end is not None else sites_end
        at = (at + 3) & ~3
    return pads


def section(path, name):
    with tempfile.NamedTemporaryFile() as out:
        subprocess.run(["objcopy", "-O", "binary", f"--only-section={name}", path, out.name], check=True)
        return open(out.name, "rb").read()


def native(path):
    frames = len(section(path, ".eh_frame"))
    table = section(path, ".gcc_except_table")
    text = subprocess.run(["readelf", "--debug-dump=frames", path], capture_output=True, text=True).stdout
    return text.count(" FDE "), frames, call_sites(table), len(table)


def main():
    tables = json.load(open(sys.argv[1]))["handler_tables"]
    rows = [("wexnc", tables["functions"], tables["function_bytes"], tables["call_sites"], tables["site_bytes"])]
    for argument in sys.argv[2:]:
        name, path = argument.split("=", 1)
        rows.append((name, *native(path)))
    print(f"{'':10} {'functions':>10} {'bytes':>8} {'each':>6}   {'call sites in a try':>20} {'bytes':>8} {'each':>6}")
    for name, functions, function_bytes, sites, site_bytes in rows:
        print(f"{name:10} {functions:10} {function_bytes:8} {function_bytes / max(functions, 1):6.1f}   {sites:20} {site_bytes:8}"
              f" {site_bytes / max(sites, 1):6.1f}")
    print(f"12 bytes a call site and 12 a clause would be {12 * (tables['call_sites'] + tables['clauses'])}.")
    print("Goal: at most 8 and 8. Native: .eh_frame and .gcc_except_table, only entries with a landing pad counted.")


if __name__ == "__main__":
    main()
