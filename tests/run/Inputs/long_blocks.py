"""long_blocks.py SEED STEPS: a module, as text, with one long block of random steps on eight locals and a memory. _start
traps unless the result is the one computed here."""
import random
import sys

seed, steps = map(int, sys.argv[1:])
rng = random.Random(seed)
mask = 0xFFFFFFFF
values = [rng.getrandbits(32)] + [0] * 7
memory = bytearray(2048)
operators = {
    "add": lambda a, b: a + b, "sub": lambda a, b: a - b, "mul": lambda a, b: a * b, "and": lambda a, b: a & b,
    "xor": lambda a, b: a ^ b, "shl": lambda a, b: a << b % 32, "shr_u": lambda a, b: a >> b % 32}
widths = [("load", "store", 4), ("load16_u", "store16", 2), ("load8_u", "store8", 1)]
start, lines = values[0], []
for _ in range(steps):
    a, b, c = (rng.randrange(8) for _ in range(3))
    load, store, width = rng.choice(widths)
    offset = rng.randrange(64)
    at = (values[a] & 1023) + offset
    address = f"(i32.and (local.get {a}) (i32.const 1023))"
    kind = rng.randrange(4)
    if kind == 0:
        lines.append(f"(local.set {c} (i32.{load} offset={offset} {address}))")
        values[c] = int.from_bytes(memory[at:at + width], "little")
    elif kind == 1:
        lines.append(f"(i32.{store} offset={offset} {address} (local.get {b}))")
        memory[at:at + width] = values[b].to_bytes(4, "little")[:width]
    else:
        name = rng.choice(list(operators))
        other = rng.getrandbits(32) if kind == 2 else values[b]
        text = f"(i32.const {other})" if kind == 2 else f"(local.get {b})"
        lines.append(f"(local.set {c} (i32.{name} (local.get {a}) {text}))")
        values[c] = operators[name](values[a], other) & mask
result = 0
for i in range(8):
    result = (result * 31 + values[i]) & mask
for i in range(0, 1088, 4):
    result = (result * 31 + int.from_bytes(memory[i:i + 4], "little")) & mask
sums = "".join(f"(local.set 8 (i32.add (i32.mul (local.get 8) (i32.const 31)) (local.get {i})))\n" for i in range(8))
print(f"""(module (memory (export "memory") 1)
(func $run (param i32) (result i32) (local i32 i32 i32 i32 i32 i32 i32 i32 i32)
{chr(10).join(lines)}
{sums}
(loop (local.set 8 (i32.add (i32.mul (local.get 8) (i32.const 31)) (i32.load (local.get 9))))
  (br_if 0 (i32.lt_u (local.tee 9 (i32.add (local.get 9) (i32.const 4))) (i32.const 1088))))
(local.get 8))
(func (export "_start") (if (i32.ne (call $run (i32.const {start})) (i32.const {result})) (then unreachable))))""")
