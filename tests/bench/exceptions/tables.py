#!/usr/bin/env python3
"""tables.py NAME=FILE...: bytes that unwinding takes per function and per call site in a try: of objects by wexnc,
FILE.json being the output of `wexnc inspect --exceptions --json`, and of native programs, from .eh_frame and
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
    beginning with 0xFF (no base for landing pads); between them padding and lists of exception specifications. All
    fields are LEB128, as compilers for x86-64 write them."""
    at, pads = 0, 0
    while True:
        at = data.find(0xFF, at)
        if at < 0 or at + 4 > len(data):
            return pads
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
        while at < sites_end:
            _, at = uleb(data, at)
            _, at = uleb(data, at)
            pad, at = uleb(data, at)
            _, at = uleb(data, at)
            pads += pad != 0
        at = end if end is not None else sites_end


def section(path, name):
    with tempfile.NamedTemporaryFile() as out:
        subprocess.run(["objcopy", "-O", "binary", f"--only-section={name}", path, out.name], check=True)
        return open(out.name, "rb").read()


def native(path):
    frames = len(section(path, ".eh_frame"))
    table = section(path, ".gcc_except_table")
    text = subprocess.run(["readelf", "--debug-dump=frames", path], capture_output=True, text=True).stdout
    return text.count(" FDE "), frames, call_sites(table), len(table)


def wexnc(path):
    module = json.load(open(path))
    tables = module["handler_tables"]
    sites = tables["call_sites"]
    index = sum(function["bytes"] for function in module["functions"]) / 16
    return (tables["functions"], tables["function_bytes"], sites, tables["site_bytes"], 12 * (sites + tables["clauses"]),
            index / tables["functions"])


def each(size, count):
    return f"{size / count:6.1f}" if count else f"{'-':>6}"


def main():
    print("Tables, in bytes. Native: .eh_frame and .gcc_except_table, of which only call sites with a landing pad are counted.")
    print("12 + 12: 12 bytes a call site and 12 a clause. Goal: at most 8 a function and 6 a call site. Index: memory of each store that")
    print("throws often, no part of the program; bytes a function.")
    print(f"{'':24} {'functions':>9} {'bytes':>8} {'each':>6} {'call sites':>11} {'bytes':>8} {'each':>6} {'12 + 12':>9} {'index':>6}")
    for argument in sys.argv[1:]:
        name, path = argument.split("=", 1)
        functions, frames, sites, table, *more = (wexnc if path.endswith(".json") else native)(path)
        print(f"{name:24} {functions:9} {frames:8} {each(frames, functions)} {sites:11} {table:8} {each(table, sites)}"
              + (f" {more[0]:9} {more[1]:6.1f}" if more else ""))


if __name__ == "__main__":
    main()
