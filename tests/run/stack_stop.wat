;; A function at the end of its stack calls the runtime with the instance where it has it: no argument
;; is made. On bare metal the store is told, as ever.
;; RUN: wexnc --target=aarch64-linux-gnu %s -n m --emit=asm -o - | FileCheck --check-prefix=ARM %s
;; RUN: wexnc --target=x86_64-linux-gnu %s -n m --emit=asm -o - | FileCheck --check-prefix=X86 %s
;; RUN: wexnc --target=aarch64-none-elf %s -n m --emit=asm -o - | FileCheck --check-prefix=BARE %s
;; ARM-LABEL: {{^}}m.f1:
;; ARM:       b.lo [[END:.LBB[0-9_]+]]
;; ARM:       [[END]]:
;; ARM-NOT:   {{(mov|ldr) }}
;; ARM:       bl wexn_rt_stop_instance
;; X86-LABEL: {{^}}m.f1:
;; X86:       jb [[END:.LBB[0-9_]+]]
;; X86:       [[END]]:
;; X86-NOT:   mov
;; X86:       callq wexn_rt_stop_instance
;; BARE-NOT:  wexn_rt_stop_instance
;; BARE:      bl wexn_rt_stop{{$}}
(module
  (import "env" "f" (func $f (param i32) (result i32)))
  (func (export "twice") (param i32) (result i32)
    (i32.add (call $f (local.get 0)) (call $f (i32.const 1)))))
