;; Loops over an element of a ring, which a remainder chose before them, have their range tested, too:
;; the remainder is taken as it is, since it cannot be computed once more in front of the test.
;; RUN: wexnc --target=x86_64-linux-gnu --bounds=software %s --emit=llvm-ir -o - | FileCheck %s
(module
  (memory 1)
  (func (export "ring") (param $p i32) (param $i i32) (param $n i32) (local $c i32)
    (local.set $p (i32.add (local.get $p)
                           (i32.mul (i32.rem_u (local.get $i) (local.get $n)) (i32.const 400))))
    (loop $next
      (i32.store (i32.add (local.get $p) (local.get $c))
                 (i32.add (i32.load (i32.add (local.get $p) (local.get $c)))
                          (i32.load (local.get $c))))
      (br_if $next (i32.ne (local.tee $c (i32.add (local.get $c) (i32.const 4))) (i32.const 400))))))
;; CHECK-LABEL: @range_versions_ring.f0(
;; CHECK: urem i32
;; CHECK-NOT: urem i32
;; CHECK: .exact
;; CHECK: ret void
