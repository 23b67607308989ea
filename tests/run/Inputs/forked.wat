(module
  (memory (export "memory") 1)
  (func (export "count") (result i32)
    (i32.store (i32.const 0) (i32.add (i32.load (i32.const 0)) (i32.const 1)))
    (i32.load (i32.const 0)))
  (func (export "out") (result i32) (i32.load (i32.const 0x7fffffff))))
