;; Memories begin at a page in every mode: what is aligned in a memory is aligned for the processor.
;; RUN: wexnc --target=x86_64-linux-gnu --bounds=software %s --emit=asm -o - | FileCheck %s
(module
  (memory $large i64 1)
  (memory $small 1)
  (func (export "large") (param v128) (v128.store $large (i64.const 64) (local.get 0)))
  (func (export "small") (param v128) (v128.store $small (i32.const 64) (local.get 0)))
  (func (export "not aligned") (param v128) (v128.store $small (i32.const 72) (local.get 0))))
;; CHECK-LABEL: memory_alignment.f0:
;; CHECK: movaps %xmm0, 64(
;; CHECK-LABEL: memory_alignment.f1:
;; CHECK: movaps %xmm0, 64(
;; CHECK-LABEL: memory_alignment.f2:
;; CHECK: movups %xmm0, 72(
