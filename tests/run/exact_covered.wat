;; A check whose access has gone is left out if one that comes next traps, too, where it does; not if something that can be seen
;; is done in between, and not if that one reaches less far.
;; RUN: wexnc --target=aarch64-linux-gnu %s --emit=asm -o - | FileCheck %s
;; RUN: wexnc %s -n m -o %t.o && cc %t.o $(wexnc --print-link-flags) -o %t
;; RUN: sh -c '%t --invoke covered 65528; %t --invoke stored 65533; %t --invoke shorter 65528; true' 2>&1 | FileCheck --check-prefix=TRAPS %s
(module
  (memory 1 1)
  (func (export "covered") (param i32) (result i32)
    (drop (i32.load (local.get 0)))
    (i32.load offset=8 (local.get 0)))
  (func (export "stored") (param i32) (result i32)
    (drop (i32.load (local.get 0)))
    (i32.store (i32.const 16) (i32.const 1))
    (i32.load8_u offset=8 (local.get 0)))
  (func (export "shorter") (param i32) (result i32)
    (drop (i32.load offset=8 (local.get 0)))
    (i32.load (local.get 0))))
;; CHECK-LABEL: exact_covered.f0:
;; CHECK-NOT: wzr
;; CHECK: ldr w0, [{{.*}}, #8]
;; CHECK-LABEL: exact_covered.f1:
;; CHECK: ldrb wzr, [{{.*}}, #3]
;; CHECK: str
;; CHECK: ldrb w0, [{{.*}}, #8]
;; CHECK-LABEL: exact_covered.f2:
;; CHECK: ldrb wzr, [{{.*}}, #11]
;; CHECK: ldr w0
;; TRAPS: out of bounds memory access
;; TRAPS: out of bounds memory access
;; TRAPS: out of bounds memory access
