# Prints a script: loops, ways out of one loop, tests, returns and entries of a table, of which so many come one after the other that some passes leave the function alone; and a few,
# with which those passes do what they do. Every loop goes on with the counter and the pointer of the one before.
MASK = 0xffffffff


def loops(name, n):
    body = ""
    for i in range(n):
        body += f"""
    (local.set $left (i32.and (i32.add (local.get $x) (i32.const {i})) (i32.const 7)))
    (block $out{i} (loop $loop{i}
      (br_if $out{i} (i32.eqz (local.get $left)))
      (i32.store offset=4096 (local.get $at) (i32.xor (local.get $sum) (local.get $count)))
      (local.set $sum (i32.add (i32.mul (local.get $sum) (i32.const 3)) (i32.load offset={4000 + 4 * (i % 20)} (local.get $at))))
      (local.set $at (i32.and (i32.add (local.get $at) (i32.const 4)) (i32.const 0x3fff)))
      (local.set $count (i32.add (local.get $count) (i32.const {1 + i % 3})))
      (local.set $left (i32.sub (local.get $left) (i32.const 1)))
      (br $loop{i})))"""
    return f"""
  (func (export "{name}") (param $x i32) (result i32) (local $sum i32) (local $count i32) (local $at i32) (local $left i32)
    (memory.fill (i32.const 0) (i32.const 0) (i32.const 65536)){body}
    (i32.add (local.get $sum) (local.get $count)))"""


def loops_result(n, x):
    memory, total, count, at = {}, 0, 0, 0
    for i in range(n):
        for _ in range((x + i) & 7):
            memory[at + 4096] = total ^ count
            total = (total * 3 + memory.get(at + 4000 + 4 * (i % 20), 0)) & MASK
            at = (at + 4) & 0x3fff
            count += 1 + i % 3
    return (total + count) & MASK


def tests(name, n):
    steps = "".join(f"""
    (if (i32.gt_s (local.get $x) (i32.const {i})) (then
      (local.set $sum (i32.xor (i32.mul (local.get $sum) (i32.const 5)) (i32.const {i})))""" for i in range(n))
    return f"""
  (func (export "{name}") (param $x i32) (result i32) (local $sum i32){steps}{"))" * n}
    (local.get $sum))"""


def tests_result(n, x):
    total = 0
    for i in range(min(n, max(x, 0))):
        total = (total * 5 & MASK) ^ i
    return total


def exits(name, n):
    steps = "".join(f"""
      (local.set $sum (i32.xor (i32.mul (local.get $sum) (i32.const 5)) (i32.const {i})))
      (local.set $count (i32.add (local.get $count) (i32.const 1)))
      (br_if $out (i32.eq (local.get $count) (local.get $x)))""" for i in range(n))
    return f"""
  (func (export "{name}") (param $x i32) (result i32) (local $sum i32) (local $count i32)
    (local.set $x (i32.or (local.get $x) (i32.const 1)))
    (block $out (loop $again{steps}
      (br $again)))
    (local.get $sum))"""


def exits_result(n, x):
    total = 0
    for i in range(x | 1):
        total = (total * 5 & MASK) ^ (i % n)
    return total


def returns(name, n):
    steps = "".join(f"""
    (if (i32.eq (local.get $x) (i32.const {7 * i})) (then (return (i32.const {i * i % 1000}))))""" for i in range(n))
    return f"""
  (func (export "{name}") (param $x i32) (result i32){steps}
    (i32.const -1))"""


def returns_result(n, x):
    return (x // 7) ** 2 % 1000 if x % 7 == 0 and x // 7 < n else MASK


def target(i):
    return i * i // 3 % 300


# To 300 targets, of which each adds to what those before it give.
def targets(name, n):
    entries = " ".join(str(target(i)) for i in range(n))
    ends = "".join(f"""
    ) (local.set $sum (i32.add (i32.mul (local.get $sum) (i32.const 3)) (i32.const {i})))""" for i in range(300))
    return f"""
  (func (export "{name}") (param $x i32) (result i32) (local $sum i32)
    {"(block " * 300}(br_table {entries} 299 (local.get $x)){ends}
    (local.get $sum))"""


def targets_result(n, x):
    total = 0
    for i in range(target(x) if x < n else 299, 300):
        total = (total * 3 + i) & MASK
    return total


KINDS = {"exits": (exits, exits_result, (10, 800)), "loops": (loops, loops_result, (10, 150)), "tests": (tests, tests_result, (10, 600, 1100)),
         "returns": (returns, returns_result, (10, 1200, 2500)), "targets": (targets, targets_result, (10, 1500))}
print("(module (memory 1)", end="")
for kind, (code, _, sizes) in KINDS.items():
    for size in sizes:
        print(code(f"{kind}_{size}", size), end="")
print(")")
for kind, (_, result, sizes) in KINDS.items():
    for size in sizes:
        for x in 0, 1, 6, 63, 149, 650, 1099, 1499, 1500, 8400, 17493, 100000:
            print(f'(assert_return (invoke "{kind}_{size}" (i32.const {x})) (i32.const {result(size, x)}))')
