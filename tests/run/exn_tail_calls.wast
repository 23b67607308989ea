;; RUN: %every-mode %s
;; Tail calls and exceptions: a frame that tail-called has lost its handlers, return_call inside a
;; try_table is not covered by it, and frames that made room for more stack arguments can be left.

(module
  (type $wide (func (param i64 i64 i64 i64 i64 i64 i64 i64 i64 i64 i32) (result i32)))
  (tag $e (param i32))
  (table funcref (elem $wide_throw))
  (func $throw (param i32) (result i32) (throw $e (local.get 0)))

  (func $covered (param i32) (result i32)
    (block $h (result i32)
      (try_table (catch $e $h) (return_call $throw (local.get 0)))
      (i32.const -1)))
  (func (export "lost") (param i32) (result i32)
    (block $h (result i32)
      (try_table (result i32) (catch $e $h) (call $covered (local.get 0)))
      (return (i32.add (i32.const 1000)))
      (unreachable))
    (i32.add (i32.const 1)))

  ;; A caller with few arguments tail-calls a function with many.
  (func $wide_throw (type $wide)
    (throw $e (i32.add (local.get 10) (i32.wrap_i64 (local.get 9)))))
  (func $narrow (param i32) (result i32)
    (return_call $wide_throw (i64.const 1) (i64.const 2) (i64.const 3) (i64.const 4) (i64.const 5)
      (i64.const 6) (i64.const 7) (i64.const 8) (i64.const 9) (i64.const 10) (local.get 0)))
  (func $narrow_indirect (param i32) (result i32)
    (return_call_indirect (type $wide) (i64.const 1) (i64.const 2) (i64.const 3) (i64.const 4)
      (i64.const 5) (i64.const 6) (i64.const 7) (i64.const 8) (i64.const 9) (i64.const 10)
      (local.get 0) (i32.const 0)))
  (func (export "wide") (param i32) (result i32)
    (block $h (result i32)
      (try_table (catch $e $h) (drop (call $narrow (local.get 0))))
      (i32.const -1)))
  (func (export "wide_indirect") (param i32) (result i32)
    (block $h (result i32)
      (try_table (catch $e $h) (drop (call $narrow_indirect (local.get 0))))
      (i32.const -1)))

  ;; The frame that has room for the longer arguments is itself in the middle of the walk: it calls
  ;; the thrower before its tail call, with a handler above and one of its own for another tag.
  (tag $other)
  (func $middle (param $n i32) (result i32)
    (local $x i32)
    (block $h
      (try_table (catch $other $h) (local.set $x (call $maybe (local.get $n)))))
    (return_call $wide_throw (i64.const 1) (i64.const 2) (i64.const 3) (i64.const 4) (i64.const 5)
      (i64.const 6) (i64.const 7) (i64.const 8) (i64.const 9) (i64.const 100)
      (i32.add (local.get $x) (local.get $n))))
  (func $maybe (param i32) (result i32)
    (if (i32.eq (local.get 0) (i32.const 1)) (then (throw $e (i32.const 77))))
    (if (i32.eq (local.get 0) (i32.const 2)) (then (throw $other)))
    (i32.const 5))
  (func (export "middle") (param i32) (result i32)
    (block $h (result i32)
      (try_table (catch $e $h) (drop (call $middle (local.get 0))))
      (i32.const -1)))

  ;; A loop of tail calls inside a try of the first caller.
  (func $down (param i32) (result i32)
    (if (i32.eqz (local.get 0)) (then (throw $e (i32.const 3))))
    (return_call $down (i32.sub (local.get 0) (i32.const 1))))
  (func (export "down") (param i32) (result i32)
    (block $h (result i32)
      (try_table (catch $e $h) (drop (call $down (local.get 0))))
      (i32.const -1))))

(assert_return (invoke "lost" (i32.const 7)) (i32.const 8))
(assert_return (invoke "wide" (i32.const 5)) (i32.const 15))
(assert_return (invoke "wide_indirect" (i32.const 6)) (i32.const 16))
(assert_return (invoke "middle" (i32.const 0)) (i32.const 105))
(assert_return (invoke "middle" (i32.const 1)) (i32.const 77))
(assert_return (invoke "middle" (i32.const 2)) (i32.const 102))
(assert_return (invoke "down" (i32.const 1000000)) (i32.const 3))
