;; Three ways come together, each with an index of its own: it is extended where it is made, for nothing, and not behind them.
;; RUN: wexnc --target=aarch64-linux-gnu -O2 %s -n module --emit=asm -o - | FileCheck %s
(module (memory 1)
 (func (export "walk") (param $p i32) (result i32) (local $s i32)
  (loop $next
   (block $jump (block $step (block $flip (block $end
    (br_table $step $jump $flip $end (i32.load8_u (local.get $p))))
     (return (local.get $s)))
    (i32.store (i32.const 8) (local.get $s))
    (local.set $p (i32.xor (local.get $p) (local.get $s)))
    (br $next))
   (local.set $s (i32.add (local.get $s) (i32.load8_u offset=1 (local.get $p))))
   (local.set $p (i32.add (local.get $p) (i32.const 2)))
   (br $next))
  (local.set $s (i32.mul (local.get $s) (i32.const 5)))
  (local.set $p (i32.shl (i32.load offset=1 (local.get $p)) (i32.const 3)))
  (br $next))
 (i32.const 0)))
;; CHECK-LABEL: {{^}}module.f0:
;; CHECK:       {{^}}.LBB
;; CHECK-NOT:   mov w
;; CHECK:       Lfunc_end
