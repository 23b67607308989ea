;; Imports that nobody provides are named all at once: when a program is linked, and when an instance
;; is made. With --stub-imports, functions among them trap when they are called.
;; RUN: rm -f %t && not wexnc %s -o %t --emit=exe 2> %t.err
;; RUN: FileCheck --check-prefix=EXE %s < %t.err
;; RUN: test ! -e %t
;; RUN: wexnc %s -o %t.o && cc %t.o $(wexnc --print-link-flags) -o %t.late
;; RUN: not %t.late 2> %t.err
;; RUN: FileCheck --check-prefix=LATE %s < %t.err
;; The same for a program in C.
;; RUN: rm -rf %t.dir && mkdir %t.dir && wexnc %s -n missing -o %t.dir/missing.o --header=%t.dir/missing.h
;; RUN: cc -Wall -Wextra -Werror -I%t.dir $(wexnc --print-cflags) %S/Inputs/missing_imports.c %t.dir/missing.o $(wexnc --print-link-flags) -o %t.dir/host
;; RUN: %t.dir/host | FileCheck --check-prefix=HOST %s
;; Two modules of one name are an error of the link, which tells the name.
;; RUN: wexnc %s -n missing -O0 -o %t.dir/again.o && not cc %t.dir/missing.o %t.dir/again.o $(wexnc --print-link-flags) -o %t.dir/twice 2>&1 | FileCheck --check-prefix=TWICE %s
;; RUN: wexnc %s -o %t --emit=exe --stub-imports
;; RUN: %t --invoke safe | FileCheck --check-prefix=SAFE %s
;; RUN: not %t --invoke use 7 2> %t.err
;; RUN: FileCheck --check-prefix=USE %s < %t.err
;; A memory cannot be made up.
;; RUN: echo '(module (import "env" "memory" (memory 1)) (import "env" "f" (func)))' > %t.memory.wat
;; RUN: not wexnc %t.memory.wat -o %t.memory --emit=exe --stub-imports 2> %t.err
;; RUN: FileCheck --check-prefix=MEMORY %s < %t.err
(module
  (import "env" "first" (func $first (param i32) (result f64)))
  (import "wasi_snapshot_preview1" "sched_yield" (func (result i32)))
  (import "wasi_snapshot_preview1" "sched_unheard_of" (func))
  (import "other" "second" (func $second (param i64 i64)))
  (memory (export "memory") 1)
  (func (export "safe") (result i32) (i32.const 5))
  (func (export "use") (param i32) (result f64)
    (call $second (i64.const 1) (i64.const 2))
    (call $first (local.get 0))))
;; EXE: missing_imports.wat: error: nothing in the program provides these imports: env.first, wasi_snapshot_preview1.sched_unheard_of, other.second; --stub-imports makes functions of them that trap
;; LATE: wexn: error: unknown imports: env.first, wasi_snapshot_preview1.sched_unheard_of, other.second
;; HOST: {{^}}unknown imports: env.first, wasi_snapshot_preview1.sched_yield, wasi_snapshot_preview1.sched_unheard_of, other.second{{$}}
;; TWICE: {{multiple definition of .|duplicate symbol: }}missing_module
;; SAFE: 5
;; USE: wexn: trap: call of the import other.second, which nobody provides
;; MEMORY: error: nothing in the program provides these imports: env.memory{{$}}
