;; On AArch64 Linux a shared memory's atomic instructions are the processor's own where it has them
;; (LSE), which the instance says; with -mattr=+lse nothing is asked, and unshared memories need neither.
;; RUN: wexnc --target=aarch64-linux-gnu %s --emit=asm -o - | FileCheck --check-prefix=ASK %s
;; RUN: wexnc --target=aarch64-linux-gnu -mattr=+lse %s --emit=asm -o - | FileCheck --check-prefix=LSE %s
;; RUN: wexnc --target=aarch64-none-elf %s --emit=asm -o - | FileCheck --check-prefix=BARE %s
(module
  (memory $shared 1 1 shared)
  (memory $own 1)
  (func (export "add") (param i32) (result i32)
    (i32.atomic.rmw.add $shared (i32.const 0) (local.get 0)))
  (func (export "own") (param i32) (result i32)
    (i32.atomic.rmw.add $own (i32.const 0) (local.get 0))))
;; ASK-LABEL: atomics_lse.f0:
;; ASK-DAG: ldaxr
;; ASK-DAG: ldaddal
;; ASK-LABEL: atomics_lse.f1:
;; ASK-NOT: ldaxr
;; ASK-NOT: ldaddal
;; LSE-LABEL: atomics_lse.f0:
;; LSE-NOT: ldaxr
;; LSE: ldaddal
;; LSE-LABEL: atomics_lse.f1:
;; BARE-LABEL: atomics_lse.f0:
;; BARE-NOT: ldaddal
;; BARE: ldaxr
;; BARE-LABEL: atomics_lse.f1:
