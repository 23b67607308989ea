;; A loop whose indices all stay the same has no second version: behind the first round's checks
;; most of the others are known anyway. One whose index moves has.
;; RUN: wexnc --target=x86_64-linux-gnu --bounds=software %s --emit=llvm-ir -o - | FileCheck %s
(module
  (memory 1)
  (func (export "same") (param $p i32)
    (loop $next
      (i32.store (local.get $p) (i32.add (i32.load (local.get $p)) (i32.const 1)))
      (i32.store offset=8 (local.get $p) (i32.add (i32.load offset=8 (local.get $p)) (i32.const 3)))
      (br_if $next (i32.and (i32.load offset=4 (local.get $p)) (i32.const 1)))))
  (func (export "moves") (param $p i32) (param $n i32)
    (loop $next
      (i32.store (local.get $p) (i32.mul (i32.load offset=4 (local.get $p)) (i32.const 77)))
      (local.set $p (i32.add (local.get $p) (i32.const 12)))
      (br_if $next (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))))
;; CHECK-LABEL: @range_versions_same.f0(
;; CHECK-NOT: .exact
;; CHECK: ret void
;; CHECK-LABEL: @range_versions_same.f1(
;; CHECK: .exact
;; CHECK: ret void
