;; A directory as standard input gives no names: the error code (notcapable, 76) becomes the exit
;; status.
;; RUN: wexnc %s -o %t.o
;; RUN: cc %t.o $(wexnc --print-link-flags) -o %t
;; RUN: rm -rf %t.dir && mkdir %t.dir && echo secret > %t.dir/secret
;; RUN: %S/status %t < %t.dir | FileCheck %s
;; RUN: ls %t.dir | FileCheck --check-prefix=LEFT %s
(module
  (import "wasi_snapshot_preview1" "path_open"
    (func $open (param i32 i32 i32 i32 i32 i64 i64 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
  (memory (export "memory") 1)
  (data (i32.const 100) "secret")
  (data (i32.const 120) "new")
  (func (export "_start")
    (local $read i32) (local $create i32)
    (local.set $read (call $open (i32.const 0) (i32.const 0) (i32.const 100) (i32.const 6)
      (i32.const 0) (i64.const 2) (i64.const 0) (i32.const 0) (i32.const 16)))
    (local.set $create (call $open (i32.const 0) (i32.const 0) (i32.const 120) (i32.const 3)
      (i32.const 1) (i64.const 64) (i64.const 0) (i32.const 0) (i32.const 16)))
    (if (i32.ne (local.get $read) (local.get $create)) (then (call $exit (i32.const 99))))
    (call $exit (local.get $read))))
;; CHECK: exit status 76
;; LEFT: secret
;; LEFT-NOT: new
