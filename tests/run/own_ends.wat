;; What a check of software bounds is for stays in registers, though all branches to the trap go to one block
;; in the end: nothing of the function's other end, where a call needs them, is stored before the loop.
;; RUN: wexnc -O2 --target=x86_64-linux-gnu --bounds=software %s --emit=asm -o - | FileCheck %s
(module
  (import "env" "next" (func $next (param i32) (result i32)))
  (memory 1)
  (func (export "f") (param $p i32) (param $n i32) (result i32)
    (local $a i32) (local $b i32) (local $c i32) (local $d i32) (local $q i32) (local $s i32)
    (local.set $a (i32.load (local.get $p)))
    (local.set $b (i32.load (local.get $a)))
    (local.set $c (i32.load (local.get $b)))
    (local.set $d (i32.load (local.get $c)))
    (local.set $q (local.get $p))
    (loop $walk
      (local.set $q (i32.load (local.get $q)))
      (local.set $s (i32.add (local.get $s) (local.get $q)))
      (br_if $walk (i32.lt_u (local.get $q) (local.get $n))))
    (drop (call $next (local.get $s)))
    (i32.store (local.get $a) (local.get $p))
    (i32.store (local.get $b) (local.get $n))
    (i32.store (local.get $d) (local.get $a))
    (i32.store (local.get $q) (call $next (local.get $s)))
    (i32.store (local.get $c) (call $next (local.get $s)))
    (i32.add (i32.add (local.get $a) (local.get $b)) (i32.add (local.get $c) (i32.add (local.get $d) (local.get $p)))))
  ;; Where there are many, they find the instance in the frame, and all are one again.
  (func (export "deep") (param $p i32) (result i32)
    (i32.load (i32.load (i32.load (i32.load (i32.load (i32.load (i32.load (i32.load (i32.load (i32.load (i32.load
    (i32.load (i32.load (i32.load (i32.load (i32.load (i32.load (i32.load (i32.load (i32.load (i32.load (i32.load
    (i32.load (i32.load (i32.load (i32.load (i32.load (i32.load (i32.load (i32.load (i32.load (i32.load (i32.load
    (local.get $p))))))))))))))))))))))))))))))))))))
;; CHECK-LABEL: own_ends.f1:
;; CHECK:         subq
;; CHECK-NOT:     (%rbp)
;; CHECK:         cmpl {{[0-9]+\(%r[a-z0-9]+\)}}, %
;; CHECK:         ja
;; CHECK-NOT:     (%rbp)
;; CHECK:         cmpl {{[0-9]+\(%r[a-z0-9]+\)}}, %
;; CHECK:         ja
;; CHECK-NOT:     (%rbp)
;; CHECK:         cmpl {{[0-9]+\(%r[a-z0-9]+\)}}, %
;; CHECK:         ja
;; CHECK-NOT:     (%rbp)
;; CHECK:         cmpl {{[0-9]+\(%r[a-z0-9]+\)}}, %
;; CHECK:         ja
;; CHECK:         callq
;; CHECK-LABEL: own_ends.f2:
;; CHECK-NOT:     %r13, {{-[0-9]+}}(%rbp)
;; CHECK-COUNT-33: {{cmpl [0-9]+\(%r13\), %}}
;; CHECK:         callq wexn_rt_trap_memory
;; CHECK-NOT:     wexn_rt_trap
;; CHECK:         .Lfunc_end
