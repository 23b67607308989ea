;; A call through a table that nobody writes: an element's type and function are loaded at once, and compared and added as they are.
;; RUN: wexnc --target=aarch64-linux-gnu %s --emit=asm -o - | FileCheck %s
(module
  (type $u (func (param i32) (result i32)))
  (type $v (func (result i32)))
  (table 300 funcref)
  (elem (i32.const 1) func $inc $dec)
  (elem (i32.const 20) func $one)
  (elem (i32.const 200) func $inc)
  (func $inc (param i32) (result i32) (i32.add (local.get 0) (i32.const 1)))
  (func $dec (param i32) (result i32) (i32.sub (local.get 0) (i32.const 1)))
  (func $one (result i32) (i32.const 1))
  (func (export "call") (param i32 i32) (result i32)
    (i32.add (i32.const 5) (call_indirect (type $u) (local.get 0) (local.get 1)))))
;; CHECK-LABEL: dispatch_aarch64.f3:
;; CHECK: add [[TABLE:x[0-9]+]], x{{[0-9]+}}, :lo12:wexn.dispatch.dispatch_aarch64.0
;; CHECK: ldr x[[ELEMENT:[0-9]+]], {{\[}}[[TABLE]], x1, lsl #3]
;; CHECK-NEXT: cmp w[[ELEMENT]], #
;; CHECK: add [[CODE:x[0-9]+]], [[TABLE]], x[[ELEMENT]], asr #32
;; CHECK: blr [[CODE]]
