;; The instance stays in its register, which calls within it neither set nor save; a call of another's function sets it and
;; gives it back.
;; RUN: wexnc --target=x86_64-linux-gnu %s -n m --emit=asm -o - | FileCheck --check-prefix=X86 %s
;; RUN: wexnc %s -n m --target=aarch64-linux-gnu --emit=asm -o - | FileCheck --check-prefix=ARM %s
(module
  (import "host" "f" (func $host (param i32)))
  ;; X86-LABEL: m.fib:
  ;; X86-NOT:   r13{{$}}
  ;; X86:       callq m.fib
  ;; X86-NOT:   r13{{$}}
  ;; X86:       callq m.fib
  ;; X86:       .cfi_endproc
  ;; ARM-LABEL: m.fib:
  ;; ARM-NOT:   x20{{(,|$)}}
  ;; ARM:       bl m.fib
  ;; ARM-NOT:   x20{{(,|$)}}
  ;; ARM:       bl m.fib
  ;; ARM:       .cfi_endproc
  (func $fib (export "fib") (param $n i32) (result i32)
    (if (result i32) (i32.lt_u (local.get $n) (i32.const 2))
      (then (local.get $n))
      (else (i32.add (i32.mul (i32.const 3) (call $fib (i32.sub (local.get $n) (i32.const 1))))
                     (call $fib (i32.sub (local.get $n) (i32.const 2)))))))
  ;; X86-LABEL: m.out:
  ;; X86:       pushq %r13
  ;; X86:       movq {{.*}}, %r13
  ;; X86:       callq *
  ;; X86:       popq %r13
  ;; ARM-LABEL: m.out:
  ;; ARM:       {{str|stp}} {{.*}}x20
  ;; ARM:       blr
  ;; ARM:       {{ldr|ldp}} {{.*}}x20
  (func $out (export "out") (param i32)
    (call $host (local.get 0))))
