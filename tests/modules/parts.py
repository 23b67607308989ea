"""parts.py: prints a module whose code is so big that wexnc compiles it in several parts. Its _start calls all functions
through a table, some of them one another, and catches what some throw; it traps if the result is not the one computed here."""

import random

count, mask = 2600, 0xFFFFFFFF
random.seed(7)
ops = {"add": lambda a, b: (a + b) & mask, "xor": lambda a, b: a ^ b, "mul": lambda a, b: (a * b) & mask,
       "sub": lambda a, b: (a - b) & mask, "rotl": lambda a, b: (a << b % 32 | a >> (32 - b % 32)) & mask if b % 32 else a}
bodies = [[(random.choice(list(ops)), random.getrandbits(32) | 1) for _ in range(40)] for _ in range(count)]


class Thrown(Exception):
    pass


def throws(i):
    return i % 100 == 50


def calls_small(i):
    return i % 50 == 7


def calls_own(i):
    return i == 9


def callee(i):
    """Far away, so in another part; no call leads back."""
    return (i + count // 2) if i % 10 == 3 and i < count // 2 else None


def call(i, x):
    for op, constant in bodies[i]:
        x = ops[op](x, constant)
    x = ops["rotl"](x + 99 & mask, 5) ^ 4711 if calls_small(i) else x
    x = ops["rotl"](x - 31 & mask, 5) if calls_own(i) else x
    if throws(i) and x & 1:
        raise Thrown(x)
    return call(callee(i), x) if callee(i) is not None else x


x = 1
for i in range(count):
    try:
        x = call(i, x)
    except Thrown as thrown:
        x = (thrown.args[0] + 77) & mask

print("(module (tag $t (param i32)) (memory (export \"memory\") 1) (type $f (func (param i32) (result i32)))")
print(f" (table {count} funcref) (elem (i32.const 0) " + " ".join(f"$f{i}" for i in range(count)) + ")")
# Small functions, called from other parts, too, where their calls are inlined; and what only these call.
print(" (func $least (type $f) (i32.rotl (local.get 0) (i32.const 5)))")
print(" (func $own (type $f) (i32.sub (local.get 0) (i32.const 31)))  ;; called by one function")
print(" (func $ends (type $f) (return_call $least (local.get 0)))  ;; called by one function, too")
print(" (func $small (type $f) (i32.xor (call $least (i32.add (local.get 0) (i32.const 99))) (i32.const 4711)))")
for i in range(count):
    print(f" (func $f{i} (type $f)")
    for op, constant in bodies[i]:
        print(f"  (local.set 0 (i32.{op} (local.get 0) (i32.const {constant})))")
    if calls_small(i):
        print("  (local.set 0 (call $small (local.get 0)))")
    if calls_own(i):
        print("  (local.set 0 (call $ends (call $own (local.get 0))))")
    if throws(i):
        print("  (if (i32.and (local.get 0) (i32.const 1)) (then (throw $t (local.get 0))))")
    print(f"  (call $f{callee(i)} (local.get 0)))" if callee(i) is not None else "  (local.get 0))")
print(f""" (func (export "_start") (local $i i32) (local $x i32)
  (local.set $x (i32.const 1))
  (loop $next
   (block $done
    (local.set $x (i32.add (i32.const 77)
     (block $caught (result i32)
      (local.set $x (try_table (result i32) (catch $t $caught)
        (call_indirect (type $f) (local.get $x) (local.get $i))))
      (br $done)))))
   (br_if $next (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (i32.const {count}))))
  (if (i32.ne (local.get $x) (i32.const {x})) (then unreachable))))""")
