(module
  (import "wasi_snapshot_preview1" "fd_write"
    (func $write (param i32 i32 i32 i32) (result i32)))
  (memory (export "memory") 1)
  (data (i32.const 0) "\c8\00\00\00\15\00\00\00")
  (data (i32.const 200) "written by the guest\n")
  (func (export "go") (result i32)
    (call $write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 8))))
