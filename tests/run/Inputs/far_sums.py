# A script: rows of sums with what may trap between them, of every type, and branches that lead to nothing.
import struct

N = 300
MASK = 2**32 - 1


def signed(x, bits=32):
    x &= 2**bits - 1
    return x - 2**bits if x >> (bits - 1) else x


def quotient(a, b):
    return abs(a) // abs(b) * (1 if (a < 0) == (b < 0) else -1)


OPS = [("add", lambda a, b: a + b), ("xor", lambda a, b: a ^ b), ("sub", lambda a, b: a - b), ("mul", lambda a, b: a * b)]


def integers(type, bits, x):
    s = 0
    for i in range(N):
        if x == i - 7:
            return None
        s = signed(OPS[i % 4][1](s, quotient(signed(i * 0x01234567 - 99, bits), x - i + 7)), bits)
    return s


def integer_code(type, bits):
    code = []
    for i in range(N):
        number, divisor = f"({type}.const {signed(i * 0x01234567 - 99, bits)})", f"({type}.sub (local.get 0) ({type}.const {i - 7}))"
        code.append(f"(local.set 1 ({type}.{OPS[i % 4][0]} (local.get 1) ({type}.div_s {number} {divisor})))")
    return f'(func (export "{type}") (param {type}) (result {type}) (local {type})\n' + "\n".join(code) + "(local.get 1))"


def floats(type, round, x):
    s = 0.0
    for i in range(N):
        if x == i:
            return None
        s = round(s + round((i * 3 + 0.5) * x))
    return s


def float_code(type):
    code = [f"(if ({type}.eq (local.get 0) ({type}.const {i})) (then unreachable))"
            f"(local.set 1 ({type}.add (local.get 1) ({type}.mul ({type}.const {i * 3 + 0.5}) (local.get 0))))" for i in range(N)]
    return f'(func (export "{type}") (param {type}) (result {type}) (local {type})\n' + "\n".join(code) + "(local.get 1))"


# Branches out of a block that nothing comes behind; what they hang on; and one in between that does something.
dead = "\n".join(f"(br_if 0 (local.tee 0 (i32.xor (local.get 0) (i32.const {i}))))" for i in range(2000))
dead = (f'(func (export "dead") (param i32) (result i32) (local i32) (local.set 1 (local.get 0)) (block {dead}) (i32.const 5))'
        f'(func (export "kept") (param i32) (result i32) (block {dead} (return (i32.const 6))) (local.get 0))')
print("(module", integer_code("i32", 32), integer_code("i64", 64), float_code("f32"), float_code("f64"), dead, ")")

single = lambda v: struct.unpack("f", struct.pack("f", v))[0]
for x in (-1000, -8, -7, 0, 1, 150, N - 8, N - 7, N, 12345):
    for type, bits in (("i32", 32), ("i64", 64)):
        result = integers(type, bits, x)
        call = f'(invoke "{type}" ({type}.const {x}))'
        print(f'(assert_trap {call} "integer divide by zero")' if result is None else f"(assert_return {call} ({type}.const {result}))")
for x in (-2.0, 0.0, 1.0, 0.5, 77.0, N - 1.0, float(N), 12345.0):
    for type, round in (("f32", single), ("f64", float)):
        result = floats(type, round, x)
        call = f'(invoke "{type}" ({type}.const {x}))'
        print(f'(assert_trap {call} "unreachable")' if result is None else f"(assert_return {call} ({type}.const {result!r}))")


def kept(x):
    for i in range(2000):
        x ^= i
        if x:
            return x
    return 6


for x in (0, 1, -1, 3):
    print(f'(assert_return (invoke "dead" (i32.const {x})) (i32.const 5))')
    print(f'(assert_return (invoke "kept" (i32.const {x})) (i32.const {kept(x)}))')
