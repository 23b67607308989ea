;; RUN: %every-mode %s
;; RUN: python3 %S/Inputs/symbol_names.py >%t.wast
;; RUN: wexn-spec -O 0 %t.wast
;; RUN: wexn-spec -O 2 %t.wast
;; Functions may have the names that the compiler has for things of its own: what stands for a wrong element of a table, where there
;; is one, is never a function of the module.
(module
  (type $t (func (param i32)))
  (table $a 4 4 funcref) (elem (table $a) (i32.const 0) func $x $y $x)
  (global $g (mut i32) (i32.const 0))
  (func $x (param i32) (global.set $g (i32.add (global.get $g) (local.get 0))))
  (func $y (param i64))
  (func $"wrong.0" (export "wrong.0") (param i32) (global.set $g (i32.const 77)))
  (func $"dispatch.0" (export "dispatch.0") (param i32) (global.set $g (i32.const 78)))
  (func (export "call") (param i32) (call_indirect $a (type $t) (i32.const 5) (local.get 0)))
  (func (export "g") (result i32) (global.get $g))
)
(assert_trap (invoke "call" (i32.const 1)) "indirect call type mismatch")
(assert_trap (invoke "call" (i32.const 3)) "uninitialized element")
(assert_trap (invoke "call" (i32.const 9)) "undefined element")
(assert_return (invoke "call" (i32.const 0)))
(assert_return (invoke "g") (i32.const 5))
(assert_return (invoke "wrong.0" (i32.const 1)))
(assert_return (invoke "g") (i32.const 77))

(module
  (type $t (func (param i32) (result i32)))
  (table $a 7 7 funcref) (elem (table $a) (i32.const 0) func $x $y $z $x $z $x) (elem (table $a) (i32.const 6) func $z)
  (func $x (param i32) (result i32) (local.get 0))
  (func $y (param i64) (result i64) (i64.const 2))
  (func $z (param i32) (result i32) (i32.add (local.get 0) (i32.const 1)))
  (func $"call.mismatch" (export "mismatch") (param i32) (result i32) (i32.const 77))
  (func $"call.null" (export "null") (param i32) (result i32) (i32.const 78))
  (func $"dispatch.0.0" (param i32) (result i32) (i32.const 79))
  (func $init (export "init") (result i32) (i32.const 80))
  (func (export "call") (param i32) (result i32) (call_indirect $a (type $t) (i32.const 5) (local.get 0)))
)
(assert_return (invoke "mismatch" (i32.const 1)) (i32.const 77))
(assert_return (invoke "null" (i32.const 1)) (i32.const 78))
(assert_return (invoke "init") (i32.const 80))
(assert_return (invoke "call" (i32.const 0)) (i32.const 5))
(assert_trap (invoke "call" (i32.const 1)) "indirect call type mismatch")
(assert_return (invoke "call" (i32.const 2)) (i32.const 6))
(assert_trap (invoke "call" (i32.const 7)) "undefined element")

(module
  (type $t (func (param i32) (result i32)))
  (table $a 7 7 funcref) (elem (table $a) (i32.const 0) func $x) (elem (table $a) (i32.const 2) func $z $x $z $x)
  (func $x (param i32) (result i32) (local.get 0))
  (func $z (param i32) (result i32) (i32.add (local.get 0) (i32.const 1)))
  (func $"call.null" (export "null") (param i32) (result i32) (i32.const 78))
  (func (export "call") (param i32) (result i32) (call_indirect $a (type $t) (i32.const 5) (local.get 0)))
)
(assert_return (invoke "call" (i32.const 0)) (i32.const 5))
(assert_trap (invoke "call" (i32.const 1)) "uninitialized element")
(assert_return (invoke "call" (i32.const 2)) (i32.const 6))
(assert_trap (invoke "call" (i32.const 6)) "uninitialized element")
