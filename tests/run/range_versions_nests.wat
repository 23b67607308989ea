;; A nest whose innermost loop's indices are all known has a version of all of it, tested once, also if others, outside
;; of the innermost loop, are not: those keep their checks. With bounds compared, only if the known ones are three
;; times as many.
;; RUN: wexnc --target=x86_64-linux-gnu %s --emit=llvm-ir -o - | FileCheck %s --check-prefixes=CHECK,GUARD
;; RUN: wexnc --target=x86_64-linux-gnu --bounds=software %s --emit=llvm-ir -o - | FileCheck %s --check-prefixes=CHECK,SOFTWARE
(module
  (memory 1)
  (func (export "mostly") (param $p i32) (param $q i32) (param $n i32) (local $i i32) (local $k i32)
    (loop $outer
      (local.set $i (i32.const 0))
      (loop $inner
        (i32.store (i32.add (local.get $p) (i32.shl (local.get $i) (i32.const 2)))
          (i32.xor (i32.load (i32.add (local.get $p) (i32.shl (local.get $i) (i32.const 2))))
            (i32.add (i32.load (i32.add (local.get $q) (i32.shl (local.get $i) (i32.const 2))))
              (i32.load (i32.add (local.get $q) (i32.shl (local.get $i) (i32.const 3)))))))
        (br_if $inner (i32.ne (local.tee $i (i32.add (local.get $i) (i32.const 1))) (i32.const 100))))
      (i32.store (i32.mul (local.get $k) (local.get $k)) (local.get $k))
      (br_if $outer (i32.ne (local.tee $k (i32.add (local.get $k) (i32.const 1))) (local.get $n)))))
  (func (export "half") (param $p i32) (param $q i32) (param $n i32) (local $i i32) (local $k i32)
    (loop $outer
      (local.set $i (i32.const 0))
      (loop $inner
        (i32.store (i32.add (local.get $p) (i32.shl (local.get $i) (i32.const 2)))
          (i32.xor (local.get $k)
            (i32.load (i32.add (local.get $q) (i32.shl (local.get $i) (i32.const 2))))))
        (br_if $inner (i32.ne (local.tee $i (i32.add (local.get $i) (i32.const 1))) (i32.const 100))))
      (i32.store (i32.mul (local.get $k) (local.get $k)) (i32.load (i32.mul (local.get $i) (local.get $k))))
      (br_if $outer (i32.ne (local.tee $k (i32.add (local.get $k) (i32.const 1))) (local.get $n)))))
  (func (export "within") (param $p i32) (param $q i32) (param $n i32) (local $i i32) (local $k i32)
    (loop $outer
      (local.set $i (i32.const 0))
      (loop $inner
        (i32.store (i32.add (local.get $p) (i32.shl (local.get $i) (i32.const 2)))
          (i32.xor (i32.load (i32.add (local.get $p) (i32.mul (local.get $i) (local.get $i))))
            (i32.load (i32.add (local.get $q) (i32.shl (local.get $i) (i32.const 2))))))
        (br_if $inner (i32.ne (local.tee $i (i32.add (local.get $i) (i32.const 1))) (i32.const 100))))
      (i32.store (local.get $q) (local.get $k))
      (br_if $outer (i32.ne (local.tee $k (i32.add (local.get $k) (i32.const 1))) (local.get $n))))))
;; CHECK-LABEL: define internal void @range_versions_nests.f0(
;; CHECK: loop.exact
;; CHECK: loop2.exact
;; CHECK-LABEL: define internal void @range_versions_nests.f1(
;; GUARD: loop.exact
;; SOFTWARE-NOT: loop.exact
;; CHECK: loop2.exact
;; SOFTWARE-NOT: loop.exact
;; CHECK-LABEL: define internal void @range_versions_nests.f2(
;; CHECK-NOT: loop.exact
;; CHECK: ret void
