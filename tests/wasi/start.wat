;; A start function may use WASI: the memory is there although the instance is not finished.
;; RUN: wexnc %s -o %t.o
;; RUN: cc %t.o $(wexnc --print-link-flags) -o %t
;; RUN: %S/status %t | FileCheck %s
(module
  (import "wasi_snapshot_preview1" "fd_write" (func $write (param i32 i32 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
  (memory (export "memory") 1)
  (data (i32.const 0) "\10\00\00\00\06\00\00\00")
  (data (i32.const 16) "hello\n")
  (func $start
    (call $exit (i32.add (i32.const 5)
      (call $write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 8)))))
  (start $start)
  (func (export "_start") (unreachable)))
;; CHECK: hello
;; CHECK-NEXT: exit status 5
