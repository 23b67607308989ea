;; RUN: %every-mode %s
;; Running out of stack is a trap in every form of call, and everything works afterwards.

(module $M
  (type $v (func))
  (type $i (func (param i64) (result i64)))
  (table (export "t") 4 funcref)
  (elem (i32.const 0) func $indirect $mutual)
  (elem declare func $by_ref)
  (memory 1)
  (global $depth (mut i64) (i64.const 0))

  (func $direct (export "direct") (result i64)
    (i64.add (call $direct) (i64.const 1)))
  (func $indirect (export "indirect") (param i64) (result i64)
    (i64.add (call_indirect (type $i) (local.get 0) (i32.const 0)) (i64.const 1)))
  (func $by_ref (export "by_ref") (param i64) (result i64)
    (i64.add (call_ref $i (local.get 0) (ref.func $by_ref)) (i64.const 1)))
  (func $mutual (param i64) (result i64) (i64.add (call $mutual2 (local.get 0)) (i64.const 1)))
  (func $mutual2 (param i64) (result i64) (i64.mul (call $mutual (local.get 0)) (i64.const 3)))
  (func (export "mutual") (result i64) (call $mutual (i64.const 1)))

  ;; A frame with many live values of all types.
  (func $wide (export "wide") (param i64 f64 v128) (result i64 f64 v128) (local $a i64)
    (local.set $a (i64.mul (local.get 0) (i64.const 7)))
    (call $wide (i64.add (local.get 0) (i64.const 1)) (f64.add (local.get 1) (f64.const 1))
      (i64x2.add (local.get 2) (v128.const i64x2 1 1)))
    (local.set 2 (i64x2.add (local.get 2)))
    (local.set 1 (f64.add (local.get 1)))
    (i64.add (local.get $a)) (local.get 1) (local.get 2))

  ;; How deep: the trap undoes nothing that was stored.
  (func $count (export "count") (result i32)
    (global.set $depth (i64.add (global.get $depth) (i64.const 1)))
    (i32.add (call $count) (i32.const 1)))
  (func (export "deep enough") (result i32) (i64.gt_u (global.get $depth) (i64.const 10000)))

  ;; Recursion that ends.
  (func $sum (export "sum") (param i64) (result i64)
    (if (result i64) (i64.eqz (local.get 0))
      (then (i64.const 0))
      (else (i64.add (local.get 0) (call $sum (i64.sub (local.get 0) (i64.const 1)))))))
)
(register "M" $M)
(assert_exhaustion (invoke "direct") "call stack exhausted")
(assert_exhaustion (invoke "indirect" (i64.const 1)) "call stack exhausted")
(assert_exhaustion (invoke "by_ref" (i64.const 1)) "call stack exhausted")
(assert_exhaustion (invoke "mutual") "call stack exhausted")
(assert_exhaustion (invoke "wide" (i64.const 1) (f64.const 2) (v128.const i64x2 3 4)) "call stack exhausted")
(assert_exhaustion (invoke "count") "call stack exhausted")
(assert_return (invoke "deep enough") (i32.const 1))
(assert_return (invoke "sum" (i64.const 10000)) (i64.const 50005000))

;; In functions that never return.
(module
  (tag $e (param i32))
  (memory 1)
  (table 2 funcref)
  (elem (i32.const 0) $other $one)
  (func $throws (export "throws") (call $throws) (throw $e (i32.const 1)))
  (func $traps (export "traps") (call $traps) (unreachable))
  (func $adds (export "adds") (param i32) (result i32)
    (i32.add (i32.load (i32.const 0)) (call $adds (i32.load (local.get 0)))) (throw $e))
  (func $one (call $two) (throw $e (i32.const 1)))
  (func $two (call $one) (throw $e (i32.const 2)))
  (func (export "two") (call $two))
  (func $catches (export "catches")
    (block $h (result i32) (try_table (catch $e $h) (call $catches)) (i32.const 1))
    (throw $e))
  ;; With a tail call, so with a wrapper of the C convention.
  (func $tail (export "tail") (param i32)
    (call $tail (local.get 0)) (return_call_indirect (i32.load (i32.const 0))))
  (func $other (call $tail (i32.const 0)) (throw $e (i32.const 1)))
  ;; Vectors that are live over the call.
  (func $wide (export "wide") (param i32)
    (local $a v128) (local $b v128) (local $c v128)
    (local.set $a (v128.load (local.get 0)))
    (local.set $b (v128.load offset=16 (local.get 0)))
    (local.set $c (v128.load offset=32 (local.get 0)))
    (call $wide (local.get 0))
    (v128.store offset=48 (local.get 0) (i8x16.add (local.get $a) (i8x16.sub (local.get $b) (local.get $c))))
    (throw $e (i32.const 1)))
)
(assert_exhaustion (invoke "throws") "call stack exhausted")
(assert_exhaustion (invoke "traps") "call stack exhausted")
(assert_exhaustion (invoke "adds" (i32.const 8)) "call stack exhausted")
(assert_exhaustion (invoke "two") "call stack exhausted")
(assert_exhaustion (invoke "catches") "call stack exhausted")
(assert_exhaustion (invoke "tail" (i32.const 1)) "call stack exhausted")
(assert_exhaustion (invoke "wide" (i32.const 0)) "call stack exhausted")

;; Through several instances.
(module $N
  (type $i (func (param i64) (result i64)))
  (table (import "M" "t") 4 funcref)
  (func $over (export "over") (param i64) (result i64)
    (i64.add (call_indirect (type $i) (local.get 0) (i32.const 3)) (i64.const 1)))
  (elem (i32.const 2) func $over)
)
(module
  (type $i (func (param i64) (result i64)))
  (table (import "M" "t") 4 funcref)
  (func $back (param i64) (result i64)
    (i64.add (call_indirect (type $i) (local.get 0) (i32.const 2)) (i64.const 1)))
  (elem (i32.const 3) func $back)
)
(assert_exhaustion (invoke $N "over" (i64.const 0)) "call stack exhausted")
(assert_return (invoke $M "sum" (i64.const 10000)) (i64.const 50005000))

