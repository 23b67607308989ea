#!/usr/bin/env python3
"""Writes a module in which exceptions pass through many different functions: frames that save other registers, that have
handlers for other tags (few and many), room for arguments of tail calls, vectors, and more than 8 KiB of code."""
COUNT = 600
OTHERS = 24


def function(i):
    following = (i + 1) % COUNT
    keeps = [(2 * i + 3 + 2 * k, 7 * k + i) for k in range(i % 7)]
    values = "".join(f"(local $k{k} i32)" for k in range(len(keeps)))
    before = " ".join(f"local.get $n i32.const {f} i32.mul i32.const {a} i32.add local.set $k{k}" for k, (f, a) in enumerate(keeps))
    after = " ".join(f"local.get $k{k} i32.xor" for k in range(len(keeps)))
    call = f"local.get $n i32.const 1 i32.sub i32.const {following} call_indirect (type $f)"
    kind = i % 8
    if kind in (2, 5):  # handlers for other tags, from 1 to all of them
        tags = range(i % OTHERS + 1)
        call = "".join(f"block $h{t} (result i32) " for t in tags) + "try_table (result i32) " + \
            "".join(f"(catch $o{t} $h{t})" for t in tags) + f" {call} end " + "".join("end " for _ in tags)
    elif kind == 3:  # room above the frame
        wide = " ".join(f"i64.const {k}" for k in range(16))
        before += f" local.get $n i32.const -7 i32.eq if {wide} return_call $wide end"
    elif kind == 6:
        values += "(local $v v128)"
        before += " local.get $n i32x4.splat local.set $v"
        after += " local.get $v i32x4.extract_lane 1 i32.add"
    elif i % 100 == 7:  # long
        after += " local.get $n i32.const 0 i32.eq if " + " ".join(
            f"(i32.store offset={4 * k} (local.get $n) (i32.const {k}))" for k in range(900)) + " end"
    return f"""(func $f{i} (param $n i32) (result i32) {values}
      local.get $n i32.eqz if i32.const 1000 throw $e end {before} {call} {after} i32.const 3 i32.rotl)"""


print(f"""(module
(type $f (func (param i32) (result i32)))
(memory 1)
(tag $e (param i32))
{' '.join(f'(tag $o{t} (param i32))' for t in range(OTHERS))}
(table {COUNT} {COUNT} funcref)
(elem (i32.const 0) func {' '.join(f'$f{i}' for i in range(COUNT))})
(func $wide {'(param i64) ' * 16} (result i32) i32.const 0)
{chr(10).join(function(i) for i in range(COUNT))}
;; Values that the handler's frame keeps over the call.
(func (export "caught") (param $first i32) (param $n i32) (param $a i64) (param $b i64) (param $c i64) (param $d f64) (result i64)
  (local $x i64) (local $y i64) (local $z f64)
  (local.set $x (i64.mul (local.get $a) (i64.const 3)))
  (local.set $y (i64.add (local.get $b) (local.get $x)))
  (local.set $z (f64.mul (local.get $d) (f64.const 2)))
  (block $h (result i32)
    (try_table (result i32) (catch $e $h)
      (call_indirect (type $f) (local.get $n) (local.get $first))))
  i64.extend_i32_u
  (i64.add (i64.xor (local.get $x) (local.get $y)))
  (i64.add (i64.trunc_sat_f64_s (local.get $z)))
  (i64.add (i64.xor (local.get $a) (i64.xor (local.get $b) (local.get $c)))))
(func (export "uncaught") (param $first i32) (param $n i32) (result i32)
  (call_indirect (type $f) (local.get $n) (local.get $first))))""")
