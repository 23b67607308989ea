;; On x86 a branch to a trap goes to the next branch that tests for the same, if that is near; the last
;; goes to the trap. Others, and those that return to something, go where they go.
;; RUN: wexnc --target=x86_64-linux-gnu --bounds=software %s --emit=asm -o - | FileCheck %s
(module
  (memory 1)
  (func (export "three") (param i32 i32 i32)
    (i32.store (local.get 0) (i32.const 1))
    (i32.store (local.get 1) (i32.const 2))
    (i32.store (local.get 2) (i32.const 3))))
;; CHECK-LABEL: branch_chains.f0:
;; CHECK: ja [[SECOND:\.LBB0_[0-9]+]]
;; CHECK: movl $1,
;; CHECK: cmpl
;; CHECK-NEXT: [[SECOND]]:
;; CHECK: ja [[THIRD:\.LBB0_[0-9]+]]
;; CHECK: movl $2,
;; CHECK: cmpl
;; CHECK-NEXT: [[THIRD]]:
;; CHECK: ja [[TRAP:\.LBB0_[0-9]+]]
;; CHECK: movl $3,
;; CHECK: [[TRAP]]:
;; CHECK: wexn_rt_trap
