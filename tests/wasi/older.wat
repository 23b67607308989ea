;; Imports from wasi_unstable: the older numbers of fd_seek, and the older layout of file attributes.
;; RUN: wexnc %s -o %t.o
;; RUN: cc %t.o $(wexnc --print-link-flags) -o %t
;; RUN: seq 1 10 > %t.in
;; RUN: %S/status %t < %t.in | FileCheck %s
(module
  (import "wasi_unstable" "fd_seek" (func $seek (param i32 i64 i32 i32) (result i32)))
  (import "wasi_unstable" "fd_filestat_get" (func $stat (param i32 i32) (result i32)))
  (import "wasi_unstable" "proc_exit" (func $exit (param i32)))
  (memory (export "memory") 1)
  (func (export "_start")
    ;; whence 1 is the end there: position 21
    (if (call $seek (i32.const 0) (i64.const 0) (i32.const 1) (i32.const 8)) (then (unreachable)))
    (if (i64.ne (i64.load (i32.const 8)) (i64.const 21)) (then (unreachable)))
    ;; size at offset 24: 21 bytes
    (if (call $stat (i32.const 0) (i32.const 64)) (then (unreachable)))
    (if (i64.ne (i64.load (i32.const 88)) (i64.const 21)) (then (unreachable)))
    (call $exit (i32.const 77))
    (unreachable)))
;; CHECK: {{^}}exit status 77
