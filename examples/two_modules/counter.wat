;; Hands out numbers up to a limit. Everything it has is exported.
(module
  (tag $exhausted (export "exhausted") (param i32))
  (memory (export "memory") 1)
  (table (export "table") 2 funcref)
  (global $count (export "count") (mut i32) (i32.const 0))

  (func (export "next") (result i32)
    (if (i32.ge_u (global.get $count) (i32.const 3))
      (then (throw $exhausted (global.get $count))))
    (global.set $count (i32.add (global.get $count) (i32.const 1)))
    ;; The number is also written to memory, where the other module reads it.
    (i32.store (i32.const 16) (global.get $count))
    (global.get $count))

  ;; Calls what the other module has put into the table.
  (func (export "call") (param i32) (result i32)
    (call_indirect (param i32) (result i32) (local.get 0) (i32.const 1))))
