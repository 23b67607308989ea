#!/usr/bin/env python3
"""Prints a script for 64-bit memories: indices at and beyond all ends of what is reserved for a guarded
one, alone and a constant behind others, with offsets of all sizes; what is expected is computed here."""

WRAP = 1 << 64
SIZE = 2 << 16
OFFSETS = [0, 7, 1 << 20, (1 << 32) - 1, 1 << 32, (1 << 32) + 1, 1 << 36, 1 << 63, WRAP - 1]
STEPS = [1, 1 << 20, (1 << 20) + 1, -1, -(1 << 20), 1 << 32, -(1 << 36)]
INDICES = [0, 3, SIZE - 1, SIZE, 1 << 32, (1 << 36) - 1, 1 << 36, (1 << 36) + (1 << 20),
           (1 << 36) + (1 << 32) + (1 << 21), 1 << 40, 1 << 47, 1 << 48, (1 << 63) - 1, 1 << 63,
           WRAP - (1 << 36), WRAP - (1 << 32), WRAP - (1 << 20), WRAP - 8, WRAP - 1]

memory = bytearray(SIZE)
memory[:8] = range(1, 9)
memory[-8:] = range(17, 25)


class Trap(Exception):
    pass


def load(at):
    if at >= SIZE:
        raise Trap
    return memory[at]


def store(at, value):
    load(at)
    memory[at] = value


def const(value):
    return f"(i64.const {value if value < WRAP // 2 else value - WRAP})"


def expect(name, arguments, what, result="i32"):
    call = f'(invoke "{name}" {" ".join(arguments)})'
    try:
        value = what()
        given = f" ({result}.const {value})" if value is not None else ""
        print(f"(assert_return {call}{given})")
    except Trap:
        print(f'(assert_trap {call} "out of bounds memory access")')


print('(module (memory (export "m") i64 2)')
for at in (0, SIZE - 8):
    print(f'(data (i64.const {at}) "{"".join(f"{chr(92)}{b:02x}" for b in memory[at:at + 8])}")')
for i, offset in enumerate(OFFSETS):
    print(f"""
(func (export "load{i}") (param i64) (result i32) (i32.load8_u offset={offset} (local.get 0)))
(func (export "store{i}") (param i64) (i64.store8 offset={offset} (local.get 0) (i64.const 7)))""")
for i, step in enumerate(STEPS):
    print(f"""
(func (export "behind{i}") (param i64) (result i32)
  (i32.store8 (local.get 0) (i32.const 99))
  (i32.store8 offset=1 (i64.add (local.get 0) (i64.const {step})) (i32.const 98))
  (i32.load8_u offset=16 (i64.add (local.get 0) (i64.const {2 * step}))))
(func (export "before{i}") (param i64) (result i32)
  (i32.store8 (i64.add (local.get 0) (i64.const {step})) (i32.const 97))
  (i32.load8_u offset=1 (local.get 0)))
(func (export "branch{i}") (param i64 i32) (result i32)
  (if (local.get 1) (then (i32.store8 (local.get 0) (i32.const 96))))
  (i32.load8_u offset=1 (i64.add (local.get 0) (i64.const {step}))))""")
print("""
(func (export "run") (param $p i64) (param $step i64) (param $n i64) (result i64) (local $sum i64)
  (loop $l
    (local.set $sum (i64.add (local.get $sum) (i64.load8_u (local.get $p))))
    (local.set $p (i64.add (local.get $p) (local.get $step)))
    (br_if $l (i64.ne (local.tee $n (i64.sub (local.get $n) (i64.const 1))) (i64.const 0))))
  (local.get $sum))
(func (export "at") (param i64) (result i32) (i32.load8_u (local.get 0)))
(func (export "set") (param i64 i32) (i32.store8 (local.get 0) (local.get 1)))
(func (export "grow") (param i64) (result i64) (memory.grow (local.get 0))))""")

for i, offset in enumerate(OFFSETS):
    for index in INDICES + [(SIZE - 8 - offset) % WRAP]:
        expect(f"load{i}", [const(index)], lambda: load(index + offset))
        expect(f"store{i}", [const(index)], lambda: store(index + offset, 7))


def behind(index, step):
    store(index, 99)
    store((index + step) % WRAP + 1, 98)
    return load((index + 2 * step) % WRAP + 16)


def before(index, step):
    store((index + step) % WRAP, 97)
    return load(index + 1)


def branch(index, taken, step):
    if taken:
        store(index, 96)
    return load((index + step) % WRAP + 1)


for i, step in enumerate(STEPS):
    for index in INDICES + [(at - step) % WRAP for at in (0, 8, SIZE - 8, SIZE - 1)]:
        expect(f"behind{i}", [const(index)], lambda: behind(index, step))
        expect(f"before{i}", [const(index)], lambda: before(index, step))
        for taken in (0, 1):
            expect(f"branch{i}", [const(index), f"(i32.const {taken})"],
                   lambda: branch(index, taken, step))
        for at in (index, (index + step) % WRAP, (index + step + 1) % WRAP):
            if at < SIZE:
                expect("at", [const(at)], lambda: load(at))

for start, step, rounds in [(0, 1, 8), (SIZE - 8, 1, 8), (SIZE - 8, 1, 9), (0, -1, 2), (0, 1 << 30, 70),
                            ((1 << 36) - 4, 1, 8), (0, 1 << 35, 3), (0, 1 << 36, 2), (5, 0, 9),
                            (0, 1 << 62, 5), (0, -(1 << 36), 2)]:
    expect("run", [const(start), const(step % WRAP), const(rounds)],
           lambda: sum(load((start + k * step) % WRAP) for k in range(rounds)), "i64")

print("""
(assert_return (invoke "grow" (i64.const 1048576)) (i64.const -1))
(assert_return (invoke "grow" (i64.const 0x1_0000_0000_0000)) (i64.const -1))
(assert_return (invoke "grow" (i64.const 1)) (i64.const 2))
(assert_return (invoke "set" (i64.const 131072) (i32.const 5)))
(assert_return (invoke "at" (i64.const 131072)) (i32.const 5))
(assert_trap (invoke "at" (i64.const 196608)) "out of bounds memory access")
(assert_trap (invoke "at" (i64.const 0x10_0000_0000)) "out of bounds memory access")""")
