;; Loops that go on while there is more, and count all rounds but the last by that: behind the loop, too, the last does not count
;; (wexnc/optimize/sure_steps.h).
;; RUN: %every-mode %s
;; RUN: wexn-spec -O 2 --target=aarch64-linux-gnu %s
(module
  (memory 1)
  ;; The number and a sum.
  (func (export "sum") (param $n i32) (param $x i32) (result i32 i32) (local $i i32) (local $sum i32) (local $done i32)
    (loop $next
      (if (i32.eqz (local.get $done)) (then
        (if (i32.lt_u (local.get $i) (local.get $n))
          (then (local.set $sum (i32.add (local.get $sum) (local.get $x))) (local.set $i (i32.add (local.get $i) (i32.const 1))))
          (else (local.set $done (i32.const 1))))
        (br $next))))
    (local.get $i) (local.get $sum))
  ;; Two numbers, and where the first is written.
  (func (export "write") (param $n i32) (result i32 i32) (local $i i32) (local $k i32) (local $more i32)
    (loop $next
      (local.set $more (i32.lt_s (local.get $k) (local.get $n)))
      (i32.store (i32.shl (local.get $i) (i32.const 2)) (local.get $k))
      (local.set $k (i32.add (local.get $k) (local.get $more)))
      (local.set $i (select (i32.add (local.get $i) (i32.const 1)) (local.get $i) (local.get $more)))
      (br_if $next (local.get $more)))
    (local.get $i) (local.get $k))
)
(assert_return (invoke "sum" (i32.const 3) (i32.const 2)) (i32.const 3) (i32.const 6))
(assert_return (invoke "write" (i32.const 3)) (i32.const 3) (i32.const 3))
(assert_return (invoke "sum" (i32.const 7) (i32.const 2)) (i32.const 7) (i32.const 14))
(assert_return (invoke "write" (i32.const 7)) (i32.const 7) (i32.const 7))
(assert_return (invoke "sum" (i32.const 15) (i32.const 2)) (i32.const 15) (i32.const 30))
(assert_return (invoke "write" (i32.const 15)) (i32.const 15) (i32.const 15))
(assert_return (invoke "sum" (i32.const 31) (i32.const 2)) (i32.const 31) (i32.const 62))
(assert_return (invoke "write" (i32.const 31)) (i32.const 31) (i32.const 31))
(assert_return (invoke "sum" (i32.const 127) (i32.const 2)) (i32.const 127) (i32.const 254))
(assert_return (invoke "write" (i32.const 127)) (i32.const 127) (i32.const 127))
(assert_return (invoke "sum" (i32.const 100) (i32.const 2)) (i32.const 100) (i32.const 200))
(assert_return (invoke "write" (i32.const 100)) (i32.const 100) (i32.const 100))
