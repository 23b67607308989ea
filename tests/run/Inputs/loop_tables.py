"""Writes interpreters as a script: loops that read an operation and go through a br_table of 24 ways. Of `whole` each value has
its own; of `holes` some go where the default goes, `above` begins with 40, and `known` masks the operation first, so that none
is beyond the table. Two operations come from two loops further in."""
OPERATIONS = "add", "xor", "mul", "or", "sub", "rotl"
WAYS = 24


def rotl(x, n):
    n %= 32
    return (x << n | x >> (32 - n)) & 0xFFFFFFFF


COMPUTE = {
    "add": lambda x, y: x + y, "xor": lambda x, y: x ^ y, "mul": lambda x, y: x * y,
    "or": lambda x, y: x | y, "sub": lambda x, y: x - y, "rotl": rotl,
}


def ways(kind):
    """-> where each value of the table goes; the last is the default, which ends."""
    return [WAYS if kind == "holes" and v % 5 == 3 else v for v in range(WAYS)]


def operation(v):
    return OPERATIONS[v % len(OPERATIONS)], 3 + v * v


def run(kind, program, x):
    base = 40 if kind == "above" else 0
    for steps, byte in enumerate(program):
        v = byte & 31 if kind == "known" else byte - base
        to = ways(kind)[v] if 0 <= v < WAYS else WAYS
        if to == WAYS:
            return (x + steps) & 0xFFFFFFFF
        name, y = operation(to)
        for _ in range(3 if to < 2 else 1):
            x = COMPUTE[name](x, y) & 0xFFFFFFFF
    raise ValueError("a program must end")


def function(kind):
    value = "(i32.load8_u (local.get $p))"
    if kind == "known":
        value = f"(i32.and {value} (i32.const 31))"
    if kind == "above":
        value = f"(i32.sub {value} (i32.const 40))"
    table = ways(kind) + ([WAYS] * 8 if kind == "known" else [])
    text = f"(br_table {' '.join(map(str, table))} {WAYS} {value})"
    for v in range(WAYS):
        name, y = operation(v)
        step = f"(local.set $x (i32.{name} (local.get $x) (i32.const {y})))"
        if v < 2:
            step = (f"(local.set $n (i32.const 3)) (loop $n {step}"
                    " (br_if $n (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))")
        text = f"(block {text})\n {step} (local.set $p (i32.add (local.get $p) (i32.const 1))) (br $next)"
    return (f'(func (export "{kind}") (param $p i32) (param $x i32) (result i32) (local $n i32) (local $start i32)\n'
            f" (local.set $start (local.get $p)) (block $out (loop $next (block {text})))\n"
            " (i32.add (local.get $x) (i32.sub (local.get $p) (local.get $start))))")


KINDS = "whole", "holes", "above", "known"
base = {kind: 40 if kind == "above" else 0 for kind in KINDS}
programs = {}
for kind in KINDS:
    some = [v for v in range(WAYS) if ways(kind)[v] != WAYS]
    ends = [WAYS, 255] if kind != "known" else [WAYS, 31]
    ends += [3, 23] if kind == "holes" else [WAYS + 1]
    programs[kind] = [bytes(base[kind] + some[(i * k) % len(some)] for i in range(60)) +
                      bytes([min(255, base[kind] + end)]) for k, end in enumerate(ends, 5)]
    programs[kind] += [bytes([base[kind] + v, min(255, base[kind] + WAYS)]) for v in range(WAYS)]
programs["above"] += [bytes([39]), bytes([0])]
image, calls = b"", []
for kind in KINDS:
    for program in programs[kind]:
        calls.append((kind, len(image), run(kind, program, 12345)))
        image += program
print('(module (memory 1) (data (i32.const 0) "' + "".join(f"\\{b:02x}" for b in image) + '")')
print("\n".join(map(function, KINDS)) + ")")
for kind, at, result in calls:
    print(f'(assert_return (invoke "{kind}" (i32.const {at}) (i32.const 12345)) (i32.const {result}))')
