# small_loops.py wat: functions with a small loop each, at places that differ.
# small_loops.py check: reads a disassembly; says of each loop of at most 32 bytes that lies in two
# lines of 64 bytes where it begins.
import re
import sys

if sys.argv[1] == "wat":
    print("(module (memory 1)")
    for n in range(24):
        work = "".join(f"(i32.store offset={k * 4} (local.get $n) (i32.const {n + k}))" for k in range(n))
        more = "(i32.xor (i32.load (local.get $i)) (i32.load offset=8 (local.get $i)))" if n % 2 else \
            "(i32.mul (local.get $sum) (i32.add (i32.shl (local.get $i) (i32.const 5)) (local.get $n)))"
        step = f"(local.set $sum (i32.xor (local.get $sum) {more}))"
        print(f'(func (export "f{n}") (param $n i32) (result i32) (local $i i32) (local $sum i32) {work} (loop $l {step}'
              " (local.set $i (i32.add (i32.const 3) (i32.mul (local.get $i) (i32.const 5))))"
              " (br_if $l (i32.lt_u (local.get $i) (local.get $n)))) (local.get $sum))")
    print(")")
else:
    loops = 0
    address = None
    for line in sys.stdin:
        row = re.match(r"\s*([0-9a-f]+):\s+(\S+)(?:\s+0x([0-9a-f]+))?", line)
        if not row:
            continue
        address = int(row[1], 16)
        if row[2][0] != "j" or not row[3]:
            continue
        start, end = int(row[3], 16), address + 2
        if start < address and end - start <= 32:
            loops += 1
            if start // 64 != (end - 1) // 64:
                print(f"in two lines: {start:x} to {end:x}")
    print(f"{loops} loops")
