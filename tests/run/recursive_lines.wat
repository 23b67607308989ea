;; On x86 a small function that calls itself begins at a multiple of 32, and no loop in it at one of 16, however it is aligned without
;; calls; a larger one does not, nor does any at -Os.
;; RUN: wexnc --target=x86_64-linux-gnu -n calls %s --emit=asm -o - | FileCheck %s
;; RUN: wexnc --target=x86_64-linux-gnu -n calls -O s %s --emit=asm -o - | FileCheck --check-prefix=SMALL %s
;; SMALL-NOT: .p2align 5
(module
  ;; CHECK:      .p2align 5
  ;; CHECK-NEXT: .type calls.ackermann,
  ;; CHECK-NOT:  .p2align {{[3-6]}}
  ;; CHECK:      .size calls.ackermann,
  (func $ackermann (export "ackermann") (param $m i32) (param $n i32) (result i32)
    (if (i32.eqz (local.get $m)) (then (return (i32.add (local.get $n) (i32.const 1)))))
    (call $ackermann (i32.sub (local.get $m) (i32.const 1))
      (if (result i32) (local.get $n)
        (then (call $ackermann (local.get $m) (i32.sub (local.get $n) (i32.const 1))))
        (else (i32.const 1)))))
  ;; CHECK:      .p2align 4, 0x90
  ;; CHECK-NEXT: .type calls.large,
  (func $large (export "large") (param $n f64) (result f64)
    (if (f64.lt (local.get $n) (f64.const 1)) (then (return (f64.const 1))))
    (f64.div (f64.mul (f64.add (f64.sqrt (call $large (f64.sub (local.get $n) (f64.const 1)))) (f64.const 2))
                      (f64.sub (f64.abs (call $large (f64.sub (local.get $n) (f64.const 2)))) (f64.const 3)))
             (f64.add (f64.mul (call $large (f64.sub (local.get $n) (f64.const 3)))
                               (call $large (f64.sub (local.get $n) (f64.const 4))))
                      (f64.mul (call $large (f64.sub (local.get $n) (f64.const 5)))
                               (call $large (f64.sub (local.get $n) (f64.const 6))))))))
