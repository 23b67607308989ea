;; On x86 a limit is read by each compare, in loops, too, which have better uses for a register. What else needs the size (the range
;; of memory.fill) reads it itself, where it is: no round does that on its way elsewhere.
;; RUN: wexnc -O2 --target=x86_64-linux-gnu --bounds=software %s --emit=asm -o - | FileCheck %s
(module
  (import "" "f" (func $f))
  (memory 1)
  (global $g (mut i32) (i32.const 0))
  (global $h (mut i32) (i32.const 0))
  (func (export "small") (param $p i32) (result i32)
    (loop $next (br_if $next (local.tee $p (i32.load (local.get $p)))))
    (local.get $p))
  (func (export "large") (param $p i32) (result i32)
    (loop $next
      (local.set $p (i32.load (local.get $p)))
      (if (i32.and (local.get $p) (i32.const 1))
        (then
          (global.set $g (local.get $p))
          (if (i32.and (local.get $p) (i32.const 2)) (then (global.set $h (local.get $p))))))
      (br_if $next (local.get $p)))
    (local.get $p))
  (func (export "far") (param $p i32) (result i32)
    (loop $next
      (local.set $p (i32.load (local.get $p)))
      (if (i32.and (local.get $p) (i32.const 1))
        (then
          (global.set $g (local.get $p))
          (if (i32.and (local.get $p) (i32.const 2))
            (then (memory.fill (local.get $p) (i32.const 0) (local.get $p))))))
      (call $f)
      (br_if $next (local.get $p)))
    (local.get $p)))
;; CHECK-LABEL: limits_loops.f1:
;; CHECK:         p2align
;; CHECK:         cmpl 68(%r13), %
;; CHECK-LABEL: limits_loops.f2:
;; CHECK:         p2align
;; CHECK:         cmpl 68(%r13), %
;; CHECK-LABEL: limits_loops.f3:
;; CHECK:         testb $2,
;; CHECK-NEXT:    je
;; CHECK-NEXT:    leaq
;; CHECK-NEXT:    cmpq 80(%rbx), %
