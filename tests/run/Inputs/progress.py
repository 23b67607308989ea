"""progress.py module: a module of 600 functions that takes seconds to compile, with one that takes longer than the others.
progress.py terminal COMMAND...: the command with a terminal as standard error, and what it writes there, in lines."""
import os
import subprocess
import sys

if sys.argv[1] == "module":
    print('(module (memory 1)')
    for i in range(600):
        name, count = ("slow", 400) if i == 75 else (f"f{i}", 30)
        print(f'(func ${name} (export "{name}") (param i32 i32) (result i32)')
        for k in range(count):
            print(f"(local.set 0 (i32.add (i32.load offset={k * 4} (local.get 0)) (i32.mul (local.get 1) (local.get 0))))")
            print(f"(if (i32.lt_u (local.get 0) (i32.const {k})) (then (i32.store offset={k * 8} (local.get 1) (local.get 0))))")
        print("(local.get 0))")
    print(")")
else:
    terminal, other = os.openpty()
    process = subprocess.Popen(sys.argv[2:], stderr=other)
    os.close(other)
    seen = b""
    try:
        while part := os.read(terminal, 65536):
            seen += part
    except OSError:  # the other side is closed
        pass
    sys.stdout.write(seen.decode().replace("\r", "\n").replace("\x1b[K", ""))
    sys.exit(process.wait())
