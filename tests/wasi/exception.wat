;; An uncaught exception shows its tag, its values and where it was thrown.
;; RUN: wexnc %s -O0 -o %t.o
;; RUN: cc %t.o $(wexnc --print-link-flags) -o %t
;; RUN: %S/status %t | FileCheck %s
(module
  (tag $t (export "oops") (param i32 f64 externref i64))
  (memory (export "memory") 1)
  (func $thrower (throw $t (i32.const -7) (f64.const 0.1) (ref.null extern) (i64.const 1)))
  (func (export "_start") (call $thrower)))
;; CHECK: wexn: uncaught exception: oops(-7, 0.1, null, 1)
;; CHECK-NEXT: 0:
;; CHECK-NEXT: 1:
;; CHECK-NEXT: exit status 134
