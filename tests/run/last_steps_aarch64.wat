;; Behind a loop that ends with a test of what its counter points to, the counter is what it was before its last
;; step, and so are addresses: no round copies it.
;; RUN: wexnc --target=aarch64-linux-gnu %s --emit=asm -o - | FileCheck %s
(module
  (memory 1)
  (func (export "stored") (param i32 i32) (result i32) (local i32)
    (loop
      (local.set 2 (local.get 0))
      (local.set 0 (i32.add (local.get 0) (i32.const 4)))
      (br_if 0 (i32.lt_u (i32.load (local.get 2)) (local.get 1))))
    (i32.store (local.get 2) (i32.const 5))
    (local.get 0)))
;; CHECK-LABEL: last_steps_aarch64.f0:
;; CHECK: [[LOOP:.LBB[0-9_]+]]:
;; CHECK-NOT: mov
;; CHECK: b.lo [[LOOP]]
;; CHECK: sub w{{[0-9]+}}, w{{[0-9]+}}, #4
;; CHECK: str w
