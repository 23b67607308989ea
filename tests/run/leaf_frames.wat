;; A function that calls nothing, cannot fault and has no loop has no frame: no walk begins there. All others have one.
;; RUN: wexnc --target=aarch64-linux-gnu %s --emit=asm -o - | FileCheck %s
;; RUN: wexnc --target=x86_64-linux-gnu %s --emit=asm -o - | FileCheck --check-prefix=X86 %s
;; RUN: wexnc --target=x86_64-linux-gnu --stack-check=guard %s --emit=asm -o - | FileCheck --check-prefix=GUARD %s
;; RUN: wexnc --target=x86_64-linux-gnu %s -o %t.o
;; RUN: wexnc inspect %t.o | FileCheck --check-prefix=FUNCS %s
(module
  (memory 1)
  (func (export "plain") (param i32 i32) (result i32) (i32.xor (local.get 0) (local.get 1)))
  (func (export "known") (param i32) (result i32) (i32.load (i32.and (local.get 0) (i32.const 0xff))))
  (func (export "faults") (param i32) (result i32) (i32.load (local.get 0)))
  (func (export "traps") (param i32 i32) (result i32) (i32.div_u (local.get 0) (local.get 1)))
  (func (export "loops") (param i32) (result i32) (local i32)
    (loop
      (local.set 1 (i32.rotl (i32.xor (local.get 1) (local.get 0)) (i32.const 3)))
      (br_if 0 (local.tee 0 (i32.sub (local.get 0) (i32.const 1)))))
    (local.get 1)))
;; CHECK-LABEL: leaf_frames.f0:
;; CHECK-NOT: x29
;; CHECK-LABEL: leaf_frames.f1:
;; CHECK-NOT: x29
;; CHECK-LABEL: leaf_frames.f2:
;; CHECK: mov x29, sp
;; CHECK-LABEL: leaf_frames.f3:
;; CHECK: mov x29, sp
;; CHECK-LABEL: leaf_frames.f4:
;; CHECK: mov x29, sp
;; X86-LABEL: leaf_frames.f0:
;; X86-NOT: rbp
;; X86-LABEL: leaf_frames.f1:
;; X86-NOT: rbp
;; X86-LABEL: leaf_frames.f2:
;; X86: movq %rsp, %rbp
;; X86-LABEL: leaf_frames.f3:
;; X86: movq %rsp, %rbp
;; X86-LABEL: leaf_frames.f4:
;; X86: movq %rsp, %rbp
;; What lies on the stack can fault there.
;; GUARD-LABEL: leaf_frames.f0:
;; GUARD: movq %rsp, %rbp
;; FUNCS: 5 functions
