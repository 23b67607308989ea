;; Callees of a type that are many of those between the first and the last have a table of their own, in which the others are
;; functions that trap: a call looks at no type. Traps are those of the call all the same.
;; RUN: wexnc --target=x86_64-linux-gnu %s --emit=asm -o - | FileCheck %s
;; RUN: wexnc %s -n m -o %t.o && cc %t.o $(wexnc --print-link-flags) -o %t
;; RUN: sh -c 'for e in 1 2 3 4 6 9; do %t --invoke call $e; done; true' 2>&1 | FileCheck --check-prefix=TRAPS %s
(module
  (type $u (func (param i32) (result i32)))
  (table 7 funcref)
  (elem (i32.const 1) func $inc $other $dec)
  (elem (i32.const 5) func $inc)
  (func $inc (type $u) (i32.add (local.get 0) (i32.const 1)))
  (func $dec (type $u) (i32.sub (local.get 0) (i32.const 1)))
  (func $other (param i64))
  (func $call (export "call") (param i32) (result i32) (call_indirect (type $u) (i32.const 10) (local.get 0))))
;; CHECK-LABEL: own_tables.call:
;; CHECK: cmpl $6
;; CHECK-NEXT: jae
;; CHECK-NOT: cmpl
;; CHECK: callq *
;; TRAPS: 11
;; TRAPS: indirect call type mismatch
;; TRAPS-NEXT: 0: m!call
;; TRAPS-NOT: 1:
;; TRAPS: 9
;; TRAPS: uninitialized element
;; TRAPS-NEXT: 0: m!call
;; TRAPS-NOT: 1:
;; TRAPS: uninitialized element
;; TRAPS-NEXT: 0: m!call
;; TRAPS: undefined element
;; TRAPS-NEXT: 0: m!call
