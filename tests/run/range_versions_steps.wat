;; Rounds of loops whose counter comes to its end in steps: they are as many as the steps, if there is
;; no rest, and an end may be written as a complement, or as one of two.
;; RUN: wexnc --target=x86_64-linux-gnu --bounds=software %s --emit=llvm-ir -o - | FileCheck %s
(module
  (memory 1)
  (func (export "down") (param $p i32) (param $n i32)
    (loop $next
      (i32.store8 (local.get $p) (local.get $n))
      (i32.store8 offset=1 (local.get $p) (i32.const 1))
      (i32.store8 offset=2 (local.get $p) (i32.const 2))
      (i32.store8 offset=3 (local.get $p) (i32.const 3))
      (local.set $p (i32.add (local.get $p) (i32.const 4)))
      (br_if $next (local.tee $n (i32.sub (local.get $n) (i32.const 4))))))
  (func (export "either") (param $p i32) (param $to i32) (param $bits i64) (local $i i32)
    (loop $next
      (i32.store16 (local.get $p) (i32.wrap_i64 (local.get $bits)))
      (local.set $p (i32.add (local.get $p) (i32.const 2)))
      (local.set $bits (i64.and (local.get $bits) (i64.sub (local.get $bits) (i64.const 1))))
      (br_if $next (select
        (i64.ne (local.get $bits) (i64.const 0))
        (i32.const 0)
        (i32.ne (i32.xor (local.get $i) (local.get $to)) (i32.const -1))
        (local.set $i (i32.add (local.get $i) (i32.const 1)))))))
  ;; Counters of 64 bits, with a constant step and one that is known at run time: for the product of
  ;; that one with the rounds not to overflow, they must be fewer.
  (func (export "products") (param $p i32) (param $s i32) (param $n i64) (local $i i64) (local $q i32)
    (loop $next
      (i32.store8 (local.get $q) (i32.const 1))
      (i32.store8 (local.get $p) (i32.const 2))
      (local.set $q (i32.add (local.get $q) (i32.const 1)))
      (local.set $p (i32.add (local.get $p) (local.get $s)))
      (br_if $next (i64.lt_u (local.tee $i (i64.add (local.get $i) (i64.const 1))) (local.get $n)))))
  (func (export "sum") (param $p i32) (param $to i32) (result i64) (local $sum i64) (local $q i32)
    (loop $next
      (local.set $sum (i64.add (local.get $sum) (i64.load (i32.add (local.get $p) (local.get $q)))))
      (br_if $next (i32.ne (local.tee $q (i32.add (local.get $q) (i32.const 8))) (local.get $to))))
    (local.get $sum)))
;; CHECK-LABEL: @range_versions_steps.f0(
;; CHECK: and i32 %{{.*}}, 3
;; CHECK: .exact
;; CHECK-LABEL: @range_versions_steps.f1(
;; CHECK: .exact
;; CHECK-LABEL: @range_versions_steps.f2(
;; CHECK: icmp ult i64 %{{.*}}, 268435457
;; CHECK: .exact
;; CHECK-LABEL: @range_versions_steps.f3(
;; CHECK: and i32 %{{.*}}, 7
;; CHECK: .exact
;; CHECK: ret i64
