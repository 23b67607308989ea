(module
  (memory 0 65536)
  (memory $wide i64 0 65536)
  (func (export "size") (result i32) (memory.size))
  (func (export "grow") (param i32) (result i32) (memory.grow (local.get 0)))
  (func (export "load8") (param i32) (result i32) (i32.load8_u (local.get 0)))
  (func (export "grow64") (param i64) (result i64) (memory.grow $wide (local.get 0)))
  (func (export "load64") (param i64) (result i32) (i32.load8_u $wide (local.get 0))))
