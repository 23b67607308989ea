;; A loop that LLVM can make vectors of only where a row and an element that stays are apart is tested for that once for
;; all rounds of the loop around it, where both go on in constant steps; then, if that fails, for each of them.
;; RUN: wexnc --target=x86_64-linux-gnu %s --emit=llvm-ir -o - | FileCheck %s
(module
  (memory 1)
  (func (export "f") (param $p i32) (param $q i32) (param $n i32) (local $i i32) (local $k i32)
    (loop $outer
      (local.set $i (i32.const 0))
      (loop $inner
        (f64.store (i32.add (local.get $p) (i32.shl (local.get $i) (i32.const 3)))
          (f64.mul (f64.load (i32.add (local.get $p) (i32.shl (local.get $i) (i32.const 3))))
            (f64.load (i32.add (local.get $q) (i32.shl (local.get $k) (i32.const 3))))))
        (br_if $inner (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (local.get $n))))
      (br_if $outer (i32.ne (local.tee $k (i32.add (local.get $k) (i32.const 1))) (i32.const 100))))))
;; CHECK: {{^}}loop:
;; CHECK-NOT: icmp
;; CHECK: br i1 %{{[0-9]+}}, label %loop.split.split, label %loop.split
;; CHECK: {{^}}loop.split:
;; CHECK: icmp ule
;; CHECK: br i1 %{{[0-9]+}}, label %loop.split.split, label %loop2.alias
