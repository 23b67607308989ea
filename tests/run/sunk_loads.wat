;; What is loaded before a branch and used behind it, on one of the ways, is loaded once: its check is
;; the load, and no access besides.
;; RUN: wexnc --target=aarch64-linux-gnu %s -n m --emit=asm -o - | FileCheck --check-prefix=ARM %s
;; RUN: wexnc --target=x86_64-linux-gnu %s -n m --emit=asm -o - | FileCheck --check-prefix=X86 %s
;; RUN: wexnc %s -n m -o %t.o && cc %t.o $(wexnc --print-link-flags) -o %t
;; RUN: sh -c '%t --invoke outer 2000000000 0; true' 2>&1 | FileCheck --check-prefix=TRAP %s
;; ARM-LABEL: {{^}}m.f0:
;; ARM-NOT:   ldrb
;; ARM:       ldrb [[BYTE:w[0-9]+]], [{{.*}}#5]
;; ARM-NOT:   ldrb
;; ARM:       strb [[BYTE]]
;; ARM-NOT:   ldrb
;; ARM:       .Lfunc_end
;; X86-LABEL: {{^}}m.f0:
;; X86:       5(%
;; X86-NOT:   5(%
;; X86:       .Lfunc_end
(module
  (memory (export "memory") 1)
  (func (export "f") (param $from i32) (param $wanted i32)
    (local $byte i32)
    (local.set $byte (i32.load8_u offset=5 (local.get $from)))
    (if (local.get $wanted)
      (then (i32.store8 (i32.const 16) (local.get $byte)))))

  ;; The load that is left is another function's, but it is here that it traps.
  ;; TRAP: out of bounds memory access
  ;; TRAP-NEXT: 0: m!caller
  ;; TRAP-NEXT: 1: m!outer
  (func $loads (param $from i32) (result i32)
    (i32.load (local.get $from)))
  (func $caller (param $from i32) (param $wanted i32) (result i32)
    (drop (i32.load (local.get $from)))
    (if (result i32) (local.get $wanted)
      (then (call $loads (local.get $from)))
      (else (i32.const 0))))
  (func (export "outer") (param $from i32) (param $wanted i32) (result i32)
    (call $caller (local.get $from) (local.get $wanted))))
