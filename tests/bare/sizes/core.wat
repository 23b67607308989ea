;; What the runtime's core is for: a memory, a table, a start, traps.
(module
  (memory (export "memory") 1 1)
  (table 2 funcref)
  (elem (i32.const 0) func $load)
  (data (i32.const 0) "\2a")
  (func $load (param i32) (result i32) (i32.load8_u (local.get 0)))
  (func (export "run") (param i32) (result i32)
    (call_indirect (param i32) (result i32) (local.get 0) (local.get 0))))
