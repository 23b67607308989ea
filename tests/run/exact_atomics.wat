;; Atomic accesses of guarded memories fault by themselves: nothing is read before them, but where the
;; processor has no such instruction.
;; RUN: wexnc --target=x86_64-linux-gnu %s --emit=asm -o - | FileCheck %s
(module
  (memory 1 1 shared)
  (func (export "add") (param i32) (result i32) (i32.atomic.rmw.add offset=4 (local.get 0) (i32.const 1)))
  (func (export "exchange") (param i32) (result i64)
    (i64.atomic.rmw32.cmpxchg_u offset=4 (local.get 0) (i64.const 1) (i64.const 2)))
  (func (export "store") (param i32) (i32.atomic.store offset=4 (local.get 0) (i32.const 1))))
;; CHECK-LABEL: exact_atomics.f0:
;; CHECK-NOT: 7(
;; CHECK: xaddl {{.*}}, 4(
;; CHECK-LABEL: exact_atomics.f1:
;; CHECK-NOT: 7(
;; CHECK: cmpxchgl {{.*}}, 4(
;; CHECK-LABEL: exact_atomics.f2:
;; CHECK-NOT: 7(
;; CHECK: xchgl {{.*}}, 4(
