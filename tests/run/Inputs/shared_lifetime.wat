;; Makes a shared memory, or imports one (user).
(module
  (memory (export "memory") 1 64 shared)
  (func (export "grow") (param i32) (result i32) (memory.grow (local.get 0)))
  (func (export "load") (param i32) (result i32) (i32.load (local.get 0)))
  (func (export "wait") (param i32) (result i32)
    (memory.atomic.wait32 (local.get 0) (i32.const 0) (i64.const -1)))
  (func (export "fill") (param i32)
    (memory.fill (local.get 0) (i32.const 1) (i32.const 1000))))
