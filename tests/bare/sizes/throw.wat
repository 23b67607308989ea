;; The core and exceptions: thrown, caught, and left to the host.
(module
  (memory (export "memory") 1 1)
  (table 2 funcref)
  (elem (i32.const 0) func $load)
  (data (i32.const 0) "\2a")
  (tag $wrong (param i32))
  (func $load (param i32) (result i32)
    (if (local.get 0) (then (throw $wrong (local.get 0))))
    (i32.load8_u (local.get 0)))
  (func (export "run") (param i32) (result i32)
    (block $caught (result i32)
      (try_table (result i32) (catch $wrong $caught)
        (call_indirect (param i32) (result i32) (local.get 0) (local.get 0))))))
