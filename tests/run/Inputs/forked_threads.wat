;; For forked_threads.test.
(module
  (import "m" "m" (memory 1 2 shared))
  (func $load (param i32) (result i32) (i32.load (local.get 0)))
  (func (export "far") (result i32) (call $load (i32.const 0x20000)))
  (func (export "wait") (param i32 i64) (result i32)
    (memory.atomic.wait32 (local.get 0) (i32.const 0) (local.get 1)))
  (func (export "notify") (param i32) (result i32)
    (memory.atomic.notify (local.get 0) (i32.const -1))))
