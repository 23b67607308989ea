;; Elements of a ring that a mask chooses, five or three from one round to the next: those are read and written, and not the ones
;; behind the ring's end, where a vector of steps that do not begin again would be (wexnc/optimize/sure_steps.h).
;; RUN: %every-mode %s
;; RUN: wexn-spec -O 2 --target=aarch64-linux-gnu %s
(module
  (memory 1)
  (memory $ring 1)
  (func (export "fill") (local $i i32)
    (loop $next
      (i32.store $ring (i32.shl (local.get $i) (i32.const 2)) (i32.mul (local.get $i) (i32.const 2654435761)))
      (br_if $next (i32.ne (local.tee $i (i32.add (local.get $i) (i32.const 1))) (i32.const 1024)))))
  (func $at (param $i i64) (result i32) (i32.wrap_i64 (i64.shl (local.get $i) (i64.const 2))))
  (func (export "read") (local $i i64)
    (loop $next
      (i32.store (call $at (local.get $i))
                 (i32.load $ring (call $at (i64.and (i64.mul (local.get $i) (i64.const 5)) (i64.const 255)))))
      (br_if $next (i64.ne (local.tee $i (i64.add (local.get $i) (i64.const 1))) (i64.const 256)))))
  (func (export "write") (local $i i64) (local $p i32)
    (loop $next
      (local.set $p (call $at (i64.and (i64.mul (local.get $i) (i64.const 3)) (i64.const 255))))
      (i32.store $ring (local.get $p) (i32.load (call $at (local.get $i))))
      (i32.store $ring offset=4 (local.get $p) (i32.const 1))
      (i32.store $ring offset=8 (local.get $p) (i32.const 2))
      (br_if $next (i64.ne (local.tee $i (i64.add (local.get $i) (i64.const 1))) (i64.const 256)))))
  (func (export "sum") (result i64) (local $i i32) (local $sum i64)
    (loop $next
      (local.set $sum (i64.add (i64.mul (local.get $sum) (i64.const 31))
                               (i64.add (i64.load (local.get $i)) (i64.load $ring (local.get $i)))))
      (br_if $next (i32.ne (local.tee $i (i32.add (local.get $i) (i32.const 8))) (i32.const 4096))))
    (local.get $sum)))
(invoke "fill")
(invoke "read")
(assert_return (invoke "sum") (i64.const 12677331235805903488))
(invoke "write")
(assert_return (invoke "sum") (i64.const 17789617327605685585))
