;; Accesses side by side are one instruction of AArch64 where that is exact: of loads, in whatever order, nobody can tell which one
;; faults; a store must be there if only the one behind it faults, so both are known to be in bounds, or aligned.
;; RUN: wexnc --target=aarch64-linux-gnu %s --emit=asm -o - | FileCheck %s
(module
  (memory 1)
  (func (export "loads") (param i32) (result i32)
    (i32.sub (i32.load offset=8 (local.get 0)) (i32.load offset=4 (local.get 0))))
  (func (export "atomic") (param i32) (result i32) (local i32)
    (local.set 1 (i32.load offset=4 (local.get 0)))
    (i32.atomic.store offset=16 (local.get 0) (i32.const 1))
    (i32.sub (local.get 1) (i32.load offset=8 (local.get 0))))
  (func (export "stores") (param i32 i64 i64)
    (i64.store offset=8 (local.get 0) (local.get 1))
    (i64.store offset=16 (local.get 0) (local.get 2)))
  (func (export "backwards") (param i32 i64 i64)
    (i64.store offset=16 (local.get 0) (local.get 1))
    (i64.store offset=8 (local.get 0) (local.get 2)))
  (func (export "aligned") (param i32 i64 i64)
    (local.set 0 (i32.shl (local.get 0) (i32.const 4)))
    (i64.store offset=16 (local.get 0) (local.get 1))
    (i64.store offset=24 (local.get 0) (local.get 2)))
  (func (export "half aligned") (param i32 i64 i64)
    (local.set 0 (i32.shl (local.get 0) (i32.const 4)))
    (i64.store offset=8 (local.get 0) (local.get 1))
    (i64.store offset=16 (local.get 0) (local.get 2))))
;; CHECK-LABEL: access_pairs_aarch64.f0:
;; CHECK: ldp w{{[0-9]+}}, w{{[0-9]+}}, [x{{[0-9]+}}, #4]
;; CHECK-LABEL: access_pairs_aarch64.f1:
;; CHECK-NOT: ldp w
;; CHECK: ret
;; CHECK-LABEL: access_pairs_aarch64.f2:
;; CHECK-NOT: stp x1
;; CHECK: str x1
;; CHECK-NEXT: ldr xzr
;; CHECK-NEXT: str x2
;; CHECK-LABEL: access_pairs_aarch64.f3:
;; CHECK: ldr xzr
;; CHECK-NEXT: stp x2, x1, [x{{[0-9]+}}, #8]
;; CHECK-LABEL: access_pairs_aarch64.f4:
;; CHECK-NOT: ldr xzr
;; CHECK: stp x1, x2, [x{{[0-9]+}}, #16]
;; CHECK-LABEL: access_pairs_aarch64.f5:
;; CHECK-NOT: stp x1
;; CHECK: str x1
;; CHECK: str x2
