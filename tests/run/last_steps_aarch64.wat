;; Behind a loop that ends with a test of what its counter points to, the counter is what it was before its last
;; step, and so are addresses: no round copies either.
;; RUN: wexnc --target=aarch64-linux-gnu %s --emit=asm -o - | FileCheck %s
(module
  (memory 1)
  (func (export "stored") (param i32 i32) (result i32) (local i32 i32)
    (local.set 3 (local.get 0))
    (loop
      (local.set 2 (local.get 3))
      (local.set 3 (i32.add (local.get 3) (i32.const 1)))
      (br_if 0 (i32.lt_u (i32.load (i32.add (i32.const 161024) (i32.shl (local.get 2) (i32.const 2)))) (local.get 1))))
    (i32.store (i32.add (i32.const 161024) (i32.shl (local.get 2) (i32.const 2))) (i32.const 5))
    (if (i32.eqz (local.get 1)) (then (return (local.get 3))))
    (local.get 2)))
;; CHECK-LABEL: last_steps_aarch64.f0:
;; CHECK: [[LOOP:.LBB[0-9_]+]]:
;; CHECK-NOT: mov
;; CHECK: b.lo [[LOOP]]
;; CHECK-DAG: sub w{{[0-9]+}}, w{{[0-9]+}}, #1
;; CHECK-DAG: sub w{{[0-9]+}}, w{{[0-9]+}}, #4
;; CHECK: str w
