;; RUN: wexnc %s -o %t.o
;; RUN: cc %t.o $(wexnc --print-link-flags) -o %t
;; RUN: %S/status %t > %t.out
;; RUN: %S/status %t --invoke mix 0x10 -5 1.25 1e300 >> %t.out
;; RUN: %S/status %t --invoke=mix 4294967295 9223372036854775807 -0.1 inf >> %t.out
;; RUN: %S/status %t --invoke nothing >> %t.out
;; RUN: %S/status %t --invoke mix 1 >> %t.out
;; RUN: %S/status %t --invoke mix 4294967296 1 1 1 >> %t.out
;; RUN: %S/status %t --invoke mix 1 1x 1 1 >> %t.out
;; RUN: %S/status %t --invoke none >> %t.out
;; RUN: %S/status %t --invoke fail >> %t.out
;; RUN: FileCheck %s < %t.out
(module
  (global $ready (mut i32) (i32.const 0))
  (memory (export "memory") 1)
  (func (export "_initialize") (global.set $ready (i32.const 1)))
  (func (export "mix") (param i32 i64 f32 f64) (result i64 f32 f64 i32)
    (i64.add (local.get 1) (i64.extend_i32_s (local.get 0)))
    (local.get 2) (local.get 3) (global.get $ready))
  (func (export "nothing"))
  (func (export "fail") (unreachable)))
;; CHECK: {{^}}exit status 0
;; CHECK-NEXT: {{^}}11{{$}}
;; CHECK-NEXT: {{^}}1.25{{$}}
;; CHECK-NEXT: {{^}}1e+300{{$}}
;; CHECK-NEXT: {{^}}1{{$}}
;; CHECK-NEXT: exit status 0
;; CHECK-NEXT: {{^}}9223372036854775806{{$}}
;; CHECK-NEXT: {{^}}-0.1{{$}}
;; CHECK-NEXT: {{^}}inf{{$}}
;; CHECK-NEXT: {{^}}1{{$}}
;; CHECK-NEXT: exit status 0
;; CHECK-NEXT: exit status 0
;; CHECK-NEXT: wexn: error: mix takes 4 arguments, not 1
;; CHECK-NEXT: exit status 2
;; CHECK-NEXT: wexn: error: 4294967296 is not a value of the type of parameter 1 of mix
;; CHECK-NEXT: exit status 2
;; CHECK-NEXT: wexn: error: 1x is not a value of the type of parameter 2 of mix
;; CHECK-NEXT: exit status 2
;; CHECK-NEXT: wexn: error: the module exports no function none
;; CHECK-NEXT: exit status 2
;; CHECK-NEXT: wexn: trap: unreachable
;; CHECK: exit status 134
