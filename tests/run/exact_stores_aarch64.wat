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
  (func (export "byte") (param i32 i32) (i32.store8 (local.get 0) (local.get 1)))
  ;; Multiples of 8, all the way through a loop that the address comes out of.
  (func (export "stepped") (param i32 i32 i64) (local i32)
    (local.set 0 (i32.add (i32.shl (local.get 0) (i32.const 4)) (i32.const 8)))
    (loop
      (local.set 3 (i32.add (select (local.get 0) (i32.shl (local.get 1) (i32.const 3)) (i32.load8_u (local.get 0)))
                            (i32.const 8)))
      (i64.store offset=16 (local.get 3) (local.get 2))
      (local.set 0 (i32.sub (local.get 3) (i32.const 24)))
      (br_if 0 (i32.load8_u (local.get 3)))))
  ;; The stack pointer is a multiple of 16, because nobody sets it to anything else.
  (global $sp (mut i32) (i32.const 1024))
  (func (export "frame") (param i64) (local i32)
    (global.set $sp (local.tee 1 (i32.sub (global.get $sp) (i32.const 32))))
    (i64.store offset=8 (local.get 1) (local.get 0))
    (global.set $sp (i32.add (local.get 1) (i32.const 32))))
  (global $any (mut i32) (i32.const 1024))
  (func (export "set") (param i32) (global.set $any (local.get 0)))
  (func (export "no frame") (param i64) (i64.store offset=8 (global.get $any) (local.get 0))))
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
;; CHECK-LABEL: exact_stores_aarch64.f4:
;; CHECK-NOT: ldr {{[wx]}}zr
;; CHECK: str x2
;; CHECK-LABEL: exact_stores_aarch64.f5:
;; CHECK-NOT: ldr {{[wx]}}zr
;; CHECK: str x0
;; CHECK-LABEL: exact_stores_aarch64.f7:
;; CHECK: ldr xzr, [[AT:\[.*\]]]
;; CHECK-NEXT: str x0, [[AT]]
;; NOOPT-LABEL: exact_stores_aarch64.f0:
;; NOOPT: ldr
;; NOOPT: str w
