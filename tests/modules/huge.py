"""huge.py: prints a module with a function of more than 256 KB between small ones. It adds constants to its parameter, which an
optimiser would make one addition of; calls a function of a table and one that throws, catches that, and is itself called
directly and through the table. _start traps if a result is not the one computed here."""

import random

mask, rounds = 0xFFFFFFFF, 45000
random.seed(5)
constants = [random.getrandbits(31) for _ in range(rounds)]


def huge(x):
    x = (x + sum(constants[:rounds // 2])) & mask
    x = (x ^ (x >> 3)) * 5 & mask  # $mix
    x = (x + 9) & mask  # $throws
    return (x + sum(constants[rounds // 2:])) & mask


def adds(some):
    return "\n".join(f"  (local.set 0 (i32.add (local.get 0) (i32.const {c})))" for c in some)


print(f"""(module (tag $t (param i32)) (memory (export "memory") 1) (type $f (func (param i32) (result i32)))
 (table funcref (elem $mix $huge))
 (func $mix (type $f) (i32.mul (i32.const 5) (i32.xor (local.get 0) (i32.shr_u (local.get 0) (i32.const 3)))))
 (func $throws (param i32) (throw $t (i32.add (local.get 0) (i32.const 9))))
 (func $huge (type $f)
{adds(constants[:rounds // 2])}
  (local.set 0 (call_indirect (type $f) (local.get 0) (i32.const 0)))
  (local.set 0 (block $caught (result i32) (try_table (catch $t $caught) (call $throws (local.get 0))) (unreachable)))
{adds(constants[rounds // 2:])}
  (local.get 0))
 (func (export "_start")
  (if (i32.ne (call $huge (i32.const 1)) (i32.const {huge(1)})) (then unreachable))
  (if (i32.ne (call_indirect (type $f) (i32.const 2) (i32.const 1)) (i32.const {huge(2)})) (then unreachable))))""")
