;; RUN: %every-mode %s
;; Tail calls use no stack, however many there are: direct, indirect and by reference, between
;; instances, to functions with more parameters than the caller has, and with results in memory.

(module $A
  (type $u (func (param i64 i64) (result i64)))
  (type $wide (func (param i64 i64 i64 i64 i64 i64 i64 i64 i64 f64 v128) (result i64)))
  (table $t (export "t") 8 funcref)
  (elem (table $t) (i32.const 0) func $count $narrow $wide)
  (elem declare func $by_ref)

  (func $count (export "count") (param i64 i64) (result i64)
    (if (i64.eqz (local.get 0)) (then (return (local.get 1))))
    (return_call $count (i64.sub (local.get 0) (i64.const 1)) (i64.add (local.get 1) (i64.const 1))))

  (func $even (export "even") (param i64) (result i32)
    (if (i64.eqz (local.get 0)) (then (return (i32.const 1))))
    (return_call $odd (i64.sub (local.get 0) (i64.const 1))))
  (func $odd (param i64) (result i32)
    (if (i64.eqz (local.get 0)) (then (return (i32.const 0))))
    (return_call $even (i64.sub (local.get 0) (i64.const 1))))

  ;; Between a function whose parameters fit in registers and one whose do not.
  (func $narrow (export "narrow") (param i64 i64) (result i64)
    (if (i64.eqz (local.get 0)) (then (return (local.get 1))))
    (return_call $wide (i64.sub (local.get 0) (i64.const 1)) (i64.const 2) (i64.const 3)
      (i64.const 4) (i64.const 5) (i64.const 6) (i64.const 7) (i64.const 8) (local.get 1)
      (f64.const 9) (v128.const i64x2 1 10)))
  (func $wide (type $wide)
    (return_call_indirect $t (type $u) (local.get 0)
      (i64.add (local.get 8) (i64x2.extract_lane 0 (local.get 10))) (i32.const 1)))

  (func $by_ref (export "by_ref") (param i64 i64) (result i64)
    (if (i64.eqz (local.get 0)) (then (return (local.get 1))))
    (return_call_ref $u (i64.sub (local.get 0) (i64.const 1)) (i64.add (local.get 1) (i64.const 1))
      (ref.func $by_ref)))

  ;; More results than registers.
  (func $many (export "many") (param i64 i64) (result i64 f32 i32 i64)
    (if (i64.eqz (local.get 0))
      (then (return (local.get 1) (f32.const 1.5) (i32.const 2) (i64.const 3))))
    (return_call $many (i64.sub (local.get 0) (i64.const 1)) (i64.add (local.get 1) (i64.const 1))))

  ;; To a function that makes no tail calls itself.
  (func $leaf (param i64 i64) (result i64) (i64.sub (local.get 1) (local.get 0)))
  (func (export "to leaf") (param i64 i64) (result i64)
    (return_call $leaf (local.get 0) (local.get 1)))
)
(register "A" $A)
(assert_return (invoke "count" (i64.const 3000000) (i64.const 0)) (i64.const 3000000))
(assert_return (invoke "even" (i64.const 3000000)) (i32.const 1))
(assert_return (invoke "even" (i64.const 3000001)) (i32.const 0))
(assert_return (invoke "narrow" (i64.const 1000000) (i64.const 5)) (i64.const 1000005))
(assert_return (invoke "by_ref" (i64.const 3000000) (i64.const 0)) (i64.const 3000000))
(assert_return (invoke "many" (i64.const 1000000) (i64.const 7))
  (i64.const 1000007) (f32.const 1.5) (i32.const 2) (i64.const 3))
(assert_return (invoke "to leaf" (i64.const 1) (i64.const 3)) (i64.const 2))

;; Two instances call each other's functions in turn through a shared table.
(module $B
  (type $u (func (param i64 i64) (result i64)))
  (table $t (import "A" "t") 8 funcref)
  (global $mine (mut i64) (i64.const 0))
  (func $ping (param i64 i64) (result i64)
    (global.set $mine (i64.add (global.get $mine) (i64.const 1)))
    (if (i64.eqz (local.get 0)) (then (return (local.get 1))))
    (return_call_indirect $t (type $u) (i64.sub (local.get 0) (i64.const 1))
      (i64.add (local.get 1) (i64.const 1)) (i32.const 5)))
  (elem (table $t) (i32.const 4) func $ping)
  (func (export "calls") (result i64) (global.get $mine))
)
(module $C
  (type $u (func (param i64 i64) (result i64)))
  (import "A" "count" (func $count (type $u)))
  (table $t (import "A" "t") 8 funcref)
  (global $mine (mut i64) (i64.const 0))
  (func $pong (export "pong") (param i64 i64) (result i64)
    (global.set $mine (i64.add (global.get $mine) (i64.const 1)))
    (if (i64.eqz (local.get 0)) (then (return (local.get 1))))
    (return_call_indirect $t (type $u) (i64.sub (local.get 0) (i64.const 1))
      (i64.add (local.get 1) (i64.const 1)) (i32.const 4)))
  (elem (table $t) (i32.const 5) func $pong)
  (func (export "imported") (param i64 i64) (result i64)
    (return_call $count (local.get 0) (local.get 1)))
  (func (export "calls") (result i64) (global.get $mine))
)
(assert_return (invoke $C "pong" (i64.const 1000000) (i64.const 0)) (i64.const 1000000))
(assert_return (invoke $C "calls") (i64.const 500001))
(assert_return (invoke $B "calls") (i64.const 500000))
(assert_return (invoke $C "imported" (i64.const 1000000) (i64.const 0)) (i64.const 1000000))

;; The same checks as a call has.
(module
  (type $v (func))
  (type $i (func (param i32)))
  (table 3 funcref)
  (elem (i32.const 0) func $f)
  (func $f)
  (func (export "null") (return_call_indirect (type $v) (i32.const 1)))
  (func (export "outside") (return_call_indirect (type $v) (i32.const 3)))
  (func (export "type") (return_call_indirect (type $i) (i32.const 1) (i32.const 0)))
  (func (export "right") (return_call_indirect (type $v) (i32.const 0)))
  (func (export "null ref") (return_call_ref $v (ref.null $v)))
)
(assert_trap (invoke "null") "uninitialized element")
(assert_trap (invoke "outside") "undefined element")
(assert_trap (invoke "type") "indirect call type mismatch")
(assert_return (invoke "right"))
(assert_trap (invoke "null ref") "null function reference")
