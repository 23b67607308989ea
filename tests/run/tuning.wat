;; RUN: for level in 1 2 3 s; do for cpu in "" -mcpu=x86-64 -mcpu=x86-64-v3 -mcpu=znver3 "-mcpu=sandybridge -mtune=generic" "-mtune=znver4"; do \
;; RUN:   wexnc %s --target=x86_64-linux-gnu -O$level $cpu --emit=asm -o - | FileCheck %s || exit 1; done; done
;; RUN: wexnc %s --target=x86_64-linux-gnu -mcpu=sandybridge --emit=asm -o - | FileCheck --check-prefix=SANDY %s
;; RUN: wexnc %s --target=x86_64-linux-gnu -mtune=sandybridge --emit=asm -o - | FileCheck --check-prefix=SANDY %s
;; RUN: wexnc %s --target=x86_64-linux-gnu -mattr=+slow-3ops-lea --emit=asm -o - | FileCheck --check-prefix=SLOW %s
;; RUN: not wexnc %s -mtune=quantum -o %t.o 2>&1 | FileCheck --check-prefix=UNKNOWN %s
;; Code is fast on processors in general unless it is asked to be fast on one. A rotation shows it: shld is fast on
;; Sandy Bridge, and takes 3 to 8 cycles on most others; a sum of two registers and a constant is slow there and nowhere
;; since 2019.
(module
  (func (export "rotl") (param i32 i32) (result i32)
    ;; CHECK-NOT: shld
    ;; CHECK: {{ro[lr]}}
    ;; CHECK-NOT: shld
    ;; SANDY: shldl
    (i32.add (i32.rotl (local.get 0) (i32.const 14)) (local.get 0)))
  (func (export "sum") (param i32 i32) (result i32)
    ;; CHECK: leal -3(%r{{.*}},%r{{.*}}), %eax
    ;; CHECK-NEXT: retq
    ;; SANDY: leal (%r{{.*}},%r{{.*}}), %eax
    ;; SANDY-NEXT: addl $-3, %eax
    ;; SLOW: leal (%r{{.*}},%r{{.*}}), %eax
    (i32.add (i32.const -3) (i32.add (local.get 0) (local.get 1)))))
;; UNKNOWN: error: unknown CPU: -mtune: quantum
