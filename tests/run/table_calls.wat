;; Calls through a table that nobody writes are made by way of a function that all of a type share, if they are several, and not in
;; loops. It has no frame, and traps are their callers'. (What calls nothing would be inlined in the loop.)
;; RUN: wexnc --target=x86_64-linux-gnu %s --emit=asm -o - | FileCheck --check-prefix=X86 %s
;; RUN: wexnc --target=aarch64-linux-gnu %s --emit=asm -o - | FileCheck --check-prefix=ARM %s
;; RUN: wexnc --target=arm64-apple-macos %s --emit=asm -o - | FileCheck --check-prefix=MAC %s
;; RUN: wexnc --target=aarch64-linux-gnu --branch-protection=standard %s --emit=asm -o - | FileCheck --check-prefix=BTI %s
;; RUN: wexnc --target=x86_64-linux-gnu -O3 %s --emit=asm -o - | FileCheck --check-prefix=FAST %s
;; FAST-NOT: wexn.element
;; RUN: wexnc %s -n m -o %t.o && cc %t.o $(wexnc --print-link-flags) -o %t
;; RUN: sh -c 'for e in 1 2 3 4 6 9; do %t --invoke b $e; done; true' 2>&1 | FileCheck --check-prefix=TRAPS %s
(module
  (type $u (func (param i32) (result i32)))
  (type $v (func (param i64) (result i64)))
  (table 7 funcref)
  (elem (i32.const 1) func $inc $other $dec)
  (elem (i32.const 5) func $inc)
  (func $inc (type $u) (i32.add (call $same (local.get 0)) (i32.const 1)))
  (func $dec (type $u) (i32.sub (call $same (local.get 0)) (i32.const 1)))
  (func $same (param i32) (result i32) (local.get 0))
  (func $other (type $v) (local.get 0))
  (func $a (export "a") (param i32) (result i32) (call_indirect (type $u) (i32.const 10) (local.get 0)))
  (func $b (export "b") (param i32) (result i32) (i32.mul (call_indirect (type $u) (i32.const 10) (local.get 0)) (i32.const 3)))
  (func $c (export "c") (param i32) (result i32) (call_indirect (type $u) (i32.const 20) (local.get 0)))
  (func $d (export "d") (param i32) (result i32) (call_indirect (type $u) (i32.const 30) (local.get 0)))
  ;; What is called may be called only if the division has a result.
  (func $over (export "over") (param i32) (result i32)
    (i32.div_s (call_indirect (type $u) (i32.const 40) (local.get 0)) (i32.add (local.get 0) (i32.const 1))))
  (func $loop (export "loop") (param i32 i32) (result i32)
    (loop $l
      (local.set 0 (call_indirect (type $u) (local.get 0) (local.get 1)))
      (br_if $l (local.get 0)))
    (local.get 0))
  (func $once (export "once") (param i32) (result i64) (call_indirect (type $v) (i64.const 10) (local.get 0))))
;; X86-LABEL: table_calls.a:
;; X86: callq wexn.element.[[F:table_calls.[0-9]]]
;; X86-LABEL: table_calls.b:
;; X86-NOT: cmpl
;; X86: callq wexn.element.[[F]]
;; X86-LABEL: table_calls.over:
;; X86-NOT: wexn.element
;; X86: callq *
;; X86: idivl
;; X86-LABEL: table_calls.loop:
;; X86: callq *
;; X86-LABEL: table_calls.once:
;; X86-NOT: wexn.element
;; X86: ret
;; X86-LABEL: wexn.element.table_calls.0:
;; X86-NOT: rbp
;; X86-NOT: call
;; X86: cmpl $6, %esi
;; X86-NEXT: ja
;; X86-NOT: rbp
;; X86: jmpq *
;; X86: jmp wexn.no_element.
;; ARM-LABEL: wexn.element.table_calls.0:
;; ARM-NOT: x29
;; ARM: cmp w1, #6
;; ARM-NEXT: b.h
;; ARM-NOT: x29
;; ARM: br x
;; ARM-NEXT: .LBB
;; ARM-NEXT: b wexn.no_element.
;; MAC: bl _wexn.element.
;; MAC-LABEL: _wexn.element.table_calls.0:
;; MAC-NOT: x29
;; MAC: br x
;; BTI-LABEL: wexn.element.table_calls.0:
;; BTI: br x1{{[67]}}
;; TRAPS: 33
;; TRAPS: indirect call type mismatch
;; TRAPS-NEXT: 0: m!b
;; TRAPS-NOT: 1:
;; TRAPS: 27
;; TRAPS: uninitialized element
;; TRAPS-NEXT: 0: m!b
;; TRAPS-NOT: 1:
;; TRAPS: uninitialized element
;; TRAPS-NEXT: 0: m!b
;; TRAPS: undefined element
;; TRAPS-NEXT: 0: m!b
;; TRAPS-NOT: 1:
