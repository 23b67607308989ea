;; Where few functions are what a call through a table finds, and half of them are small and call nothing, those are looked for by
;; the element's number and inlined; what the caller stored for them is not loaded. Only in functions that such a call finds, and on
;; x86-64 in loops; not if most of them call others, or code is to be small.
;; RUN: wexnc --target=x86_64-linux-gnu %s -O2 --emit=llvm-ir -o - | FileCheck %s
;; RUN: wexnc --target=x86_64-linux-gnu %s -O1 --emit=llvm-ir -o - | FileCheck --check-prefix=ALSO %s
;; RUN: wexnc --target=x86_64-linux-gnu %s -Os --emit=llvm-ir -o - | FileCheck --check-prefix=SMALL %s
;; RUN: wexnc --target=aarch64-linux-gnu %s -O2 --emit=llvm-ir -o - | FileCheck --check-prefix=ARM %s
;; RUN: wexnc %s -n m -O2 -o %t.o && cc %t.o $(wexnc --print-link-flags) -o %t
;; RUN: sh -c '%t --invoke walk 8 3; %t --invoke walk 12 1; %t --invoke walk 0 9; true' 2>&1 | FileCheck --check-prefix=TRAPS %s
(module
  (memory 1)
  (global $sp (mut i32) (i32.const 4096))
  (type $few (func (param i32 i32) (result i32)))
  (type $most (func (param i64) (result i64)))
  (table 10 funcref)
  (elem (i32.const 1) func $sum $walk $other $at $m1 $m2 $m3)
  (data (i32.const 8) "\01\00\00\00\04\00\00\00\03")
  (func $sum (type $few) (i32.add (i32.mul (i32.load (local.get 1)) (i32.const 77)) (i32.load offset=4 (local.get 1))))
  (func $at (type $few) (i32.load (i32.const 65535)))
  ;; CHECK: define {{.*}}.walk(
  ;; CHECK-DAG: , 77
  ;; CHECK-DAG: call i32 %
  ;; CHECK: ret
  ;; ALSO: define {{.*}}.walk(
  ;; ALSO: mul i32 {{.*}}, 77
  ;; ALSO: ret
  ;; SMALL: define {{.*}}.walk(
  ;; SMALL-NOT: , 77
  ;; SMALL: call i32 %
  (func $walk (export "walk") (type $few)
    (local $frame i32)
    (global.set $sp (local.tee $frame (i32.sub (global.get $sp) (i32.const 16))))
    (i32.store (local.get $frame) (i32.add (local.get 1) (i32.const 5)))
    (i32.store offset=4 (local.get $frame) (local.get 1))
    (call_indirect (type $few) (local.get 0) (local.get $frame) (i32.load (local.get 0)))
    (global.set $sp (i32.add (local.get $frame) (i32.const 16))))
  (func $other (param i32))
  ;; Not in a loop.
  ;; ARM: define {{.*}}.walk(
  ;; ARM: , 77
  ;; CHECK: define {{.*}}.straight(
  ;; CHECK-NOT: , 77
  ;; CHECK: call i32 %
  (func $straight (export "straight") (param i32) (result i32)
    (call_indirect (type $few) (i32.const 16) (i32.const 16) (local.get 0)))
  ;; ARM: define {{.*}}.loop(
  ;; ARM-NOT: , 77
  ;; ARM: call i32 %
  ;; CHECK: define {{.*}}.loop(
  ;; CHECK-DAG: , 77
  ;; CHECK-DAG: call i32 %
  ;; CHECK: ret
  (func $loop (export "loop") (param i32) (result i32)
    (loop $l
      (br_if $l (call_indirect (type $few) (i32.const 16) (local.get 0) (i32.load (local.get 0)))))
    (local.get 0))
  ;; CHECK: define {{.*}}.calls_most(
  ;; CHECK-NOT: switch
  ;; CHECK-NOT: 4242
  ;; CHECK: call i64 %
  (func $calls_most (export "most") (param i32) (result i64)
    (local i64)
    (loop $l
      (local.set 1 (call_indirect (type $most) (local.get 1) (local.get 0)))
      (br_if $l (i64.eqz (local.get 1))))
    (local.get 1))
  (func $m1 (type $most) (i64.add (local.get 0) (i64.const 4242)))
  (func $m2 (type $most) (drop (call $straight (i32.const 1))) (i64.const 2))
  (func $m3 (type $most) (drop (call $loop (i32.const 16))) (i64.const 3)))
;; TRAPS: 619
;; TRAPS: out of bounds memory access
;; TRAPS-NEXT: 0: m!at
;; TRAPS-NEXT: 1: m!walk
;; TRAPS: uninitialized element
;; TRAPS-NEXT: 0: m!walk
;; TRAPS-NOT: 1:
