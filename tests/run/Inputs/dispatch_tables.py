#!/usr/bin/env python3
"""dispatch_tables.py: a module, as text, with calls through a small and a large table."""
print(f"""(module
(type $f (func (param i32) (result i32)))
(type $g (func (param f64) (result f64)))
(func $a (type $f) (i32.add (local.get 0) (i32.const 1)))
(func $b (type $f) (i32.mul (local.get 0) (i32.const 3)))
(func $c (type $g) (f64.neg (local.get 0)))
(table $small funcref (elem $a $b))
(table $mixed 5 funcref)
(elem (table $mixed) (i32.const 1) func $a $c $b)
(table $large funcref (elem {'$a $b ' * 129}))
(func $small (export "small") (param i32 i32) (result i32) (call_indirect $small (type $f) (local.get 0) (local.get 1)))
(func $large (export "large") (param i32 i32) (result i32) (call_indirect $large (type $f) (local.get 0) (local.get 1)))
(func $mixed (export "mixed") (param i32 i32) (result i32) (call_indirect $mixed (type $f) (local.get 0) (local.get 1)))
(func $second (export "second") (param i32) (result i32) (call_indirect $mixed (type $f) (local.get 0) (i32.const 3)))
(func $null (export "null") (param i32) (result i32) (i32.eqz (call_indirect $mixed (type $f) (local.get 0) (i32.const 0))))
(func $mismatch (export "mismatch") (param i32) (result i32) (i32.eqz (call_indirect $mixed (type $f) (local.get 0) (i32.const 2))))
(func $mismatch_g (export "mismatch_g") (param f64) (result f64) (f64.neg (call_indirect $mixed (type $g) (local.get 0) (i32.const 3)))))""")
