;; A call_ref is compared with the functions of its type, which are inlined then, unless there are more than four or code is to be
;; small.
;; RUN: %wexnc %s -O2 --emit=llvm-ir -o - | FileCheck %s
;; RUN: %wexnc %s -Os --emit=llvm-ir -o - | FileCheck --check-prefix=SMALL %s
(module
  (type $few (func (param i32) (result i32)))
  (type $many (func (param i64) (result i64)))
  (func $add (type $few) (i32.add (local.get 0) (i32.const 77)))
  (func $sub (type $few) (i32.sub (i32.const 88) (local.get 0)))
  (func $m1 (type $many) (i64.const 1))
  (func $m2 (type $many) (i64.const 2))
  (func $m3 (type $many) (i64.const 3))
  (func $m4 (type $many) (i64.const 4))
  (func $m5 (type $many) (i64.const 5))
  (elem declare func $add $sub $m1 $m2 $m3 $m4 $m5)
  ;; CHECK: define {{.*}}.calls_few
  ;; CHECK: icmp eq ptr
  ;; CHECK: {{phi .* 78, .* 87}}
  ;; CHECK: icmp eq ptr
  ;; CHECK: call i32 %
  ;; SMALL: define {{.*}}.calls_few
  ;; SMALL-NOT: 78
  ;; SMALL: call i32 %
  (func $calls_few (export "few") (param (ref $few)) (result i32) (call_ref $few (i32.const 1) (local.get 0)))
  ;; CHECK: define {{.*}}.calls_many
  ;; CHECK-NOT: icmp eq ptr {{%[0-9]+}}, %0
  ;; CHECK: call i64 %
  (func $calls_many (export "many") (param (ref $many)) (result i64) (call_ref $many (i64.const 1) (local.get 0))))
