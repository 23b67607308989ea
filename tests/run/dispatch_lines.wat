;; On x86 what an interpreter's loop comes to each round begins a cache line: the block that its
;; instructions come back to, not the one with the jump behind it, and with it what falls into it; not at -Os, and not where
;; there is no loop.
;; RUN: wexnc --target=x86_64-linux-gnu --bounds=software %s --emit=asm -o - | FileCheck %s
;; RUN: wexnc --target=x86_64-linux-gnu --bounds=software -O s %s --emit=asm -o - | FileCheck --check-prefix=SMALL %s
;; SMALL-NOT: .p2align 6
(module
  (memory 1)
  (func (export "loop") (param $at i32) (result i32)
    (loop $next
      (local.set $at (i32.add (local.get $at) (i32.const 1)))
      (block $other (block $5 (block $4 (block $3 (block $2 (block $1 (block $0
        (br_table $0 $1 $2 $3 $4 $5 $other (i32.load8_u (local.get $at))))
        (i32.store (i32.const 16) (local.get $at)) (br $next))
        (i32.store (i32.const 20) (i32.const 1)) (br $next))
        (i32.store8 (i32.const 24) (local.get $at)) (br $next))
        (i32.store16 (i32.const 28) (i32.const 3)) (br $next))
        (i64.store (i32.const 32) (i64.const 4)) (br $next))
        (i32.store (local.get $at) (i32.const 5)) (br $next)))
    (local.get $at))
  ;; Four come back over a step in front of what all come to: no padding between the two.
  (func (export "advance") (param $at i32) (result i32)
    (loop $next
      (block $step
        (block $other (block $9 (block $8 (block $7 (block $6 (block $5 (block $4 (block $3 (block $2 (block $1 (block $0
          (br_table $0 $1 $2 $3 $4 $5 $6 $7 $8 $9 $other (i32.load8_u (local.get $at))))
          (i32.store (i32.const 16) (local.get $at)) (br $step))
          (i32.store (i32.const 20) (i32.const 1)) (br $step))
          (i32.store8 (i32.const 24) (local.get $at)) (br $step))
          (i32.store16 (i32.const 28) (i32.const 3)) (br $step))
          (local.set $at (i32.load (i32.const 32))) (br $next))
          (local.set $at (i32.load (i32.const 36))) (br $next))
          (local.set $at (i32.load (i32.const 40))) (br $next))
          (local.set $at (i32.load (i32.const 44))) (br $next))
          (local.set $at (i32.load (i32.const 48))) (br $next))
          (local.set $at (i32.load (i32.const 52))) (br $next))
        (return (local.get $at)))
      (local.set $at (i32.rotl (i32.mul (i32.xor (local.get $at) (i32.const 85)) (i32.const 1234567)) (i32.const 5)))
      (br $next))
    (unreachable))
  (func (export "once") (param i32) (result i32)
    (block $4 (block $3 (block $2 (block $1 (block $0
      (br_table $0 $1 $2 $3 $4 (local.get 0)))
      (i32.store (i32.const 0) (i32.const 11)) (return (i32.load (i32.const 64))))
      (i32.store (i32.const 4) (i32.const 12)) (return (i32.load (i32.const 68))))
      (i32.store (i32.const 8) (i32.const 13)) (return (i32.load (i32.const 72))))
      (i32.store (i32.const 12) (i32.const 14)) (return (i32.load (i32.const 76))))
    (i32.const 5)))
;; CHECK-LABEL: dispatch_lines.f0:
;; CHECK: .p2align 6
;; CHECK-NEXT: {{^}}.LBB0_
;; CHECK-NEXT: movq $4, 32(
;; CHECK-NEXT: incl
;; CHECK-NEXT: [[TOP:.LBB0_[0-9]+]]:
;; CHECK-NEXT: cmpl
;; CHECK: jmpq *
;; CHECK: jmp [[TOP]]
;; CHECK: jmp [[TOP]]
;; CHECK-LABEL: dispatch_lines.f1:
;; CHECK: .p2align 6
;; CHECK-NEXT: {{^}}.LBB1_
;; CHECK-NEXT: movb %al, 24(
;; CHECK-NEXT: {{^}}.LBB1_
;; CHECK-NEXT: xorl $85,
;; CHECK-NOT: .p2align
;; CHECK: jmpq *
;; CHECK-LABEL: dispatch_lines.f2:
;; CHECK-NOT: .p2align 6
;; CHECK: jmpq *
