;; A store over the end of a memory writes nothing. Processors of AArch64 may have written its first part
;; when they fault: there it is read first, at the same address, unless it is aligned or one byte.
;; RUN: wexnc --target=aarch64-linux-gnu %s --emit=asm -o - | FileCheck %s
;; RUN: wexnc --target=aarch64-linux-gnu -O0 %s --emit=asm -o - | FileCheck --check-prefix=NOOPT %s
(module
  (memory 1)
  (func (export "any") (param i32 i32) (i32.store (local.get 0) (local.get 1)))
  (func (export "aligned") (param i32 i32)
    (i32.store offset=8 (i32.shl (local.get 0) (i32.const 2)) (local.get 1)))
  (func (export "half aligned") (param i32 i64)
    (i64.store offset=8 (i32.shl (local.get 0) (i32.const 2)) (local.get 1)))
  (func (export "byte") (param i32 i32) (i32.store8 (local.get 0) (local.get 1))))
;; CHECK-LABEL: exact_stores_aarch64.f0:
;; CHECK: ldr wzr, [[AT:\[.*\]]]
;; CHECK-NEXT: str w{{[0-9]+}}, [[AT]]
;; CHECK-LABEL: exact_stores_aarch64.f1:
;; CHECK-NOT: ldr {{[wx]}}zr
;; CHECK: str w
;; CHECK-LABEL: exact_stores_aarch64.f2:
;; CHECK: ldr xzr, [[AT:\[.*\]]]
;; CHECK-NEXT: str x{{[0-9]+}}, [[AT]]
;; CHECK-LABEL: exact_stores_aarch64.f3:
;; CHECK-NOT: zr, [
;; CHECK: strb
;; NOOPT-LABEL: exact_stores_aarch64.f0:
;; NOOPT: ldr
;; NOOPT: str w
