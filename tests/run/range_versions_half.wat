;; A loop of whose accesses half have a known range has versions if its test asks for no number of
;; rounds: here, for the 32 elements from p on. Not if more accesses have none, nor for a counter.
;; RUN: wexnc --target=x86_64-linux-gnu --bounds=software %s --emit=llvm-ir -o - | FileCheck %s
(module
  (memory 1)
  (func (export "half") (param $p i32) (param $i i32) (result i32) (local $sum i32)
    (loop $next
      (local.set $sum (i32.add (local.get $sum) (i32.load (i32.add (local.get $p)
        (i32.shl (i32.and (local.get $i) (i32.const 31)) (i32.const 2))))))
      (br_if $next (local.tee $i (i32.load (local.get $i)))))
    (local.get $sum))
  (func (export "third") (param $p i32) (param $i i32) (result i32) (local $sum i32)
    (loop $next
      (local.set $sum (i32.add (local.get $sum) (i32.load (i32.add (local.get $p)
        (i32.shl (i32.and (local.get $i) (i32.const 31)) (i32.const 2))))))
      (br_if $next (local.tee $i (i32.load (i32.load (local.get $i))))))
    (local.get $sum))
  (func (export "counted") (param $p i32) (param $i i32) (param $n i32) (result i32) (local $sum i32)
    (loop $next
      (local.set $sum (i32.add (local.get $sum) (i32.load (i32.add (local.get $p)
        (i32.shl (local.get $n) (i32.const 2))))))
      (local.set $i (i32.load (local.get $i)))
      (br_if $next (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
    (i32.add (local.get $i) (local.get $sum))))
;; CHECK-LABEL: @range_versions_half.f0(
;; CHECK: .exact
;; CHECK-LABEL: @range_versions_half.f1(
;; CHECK-NOT: .exact
;; CHECK-LABEL: @range_versions_half.f2(
;; CHECK-NOT: .exact
;; CHECK: ret i32
