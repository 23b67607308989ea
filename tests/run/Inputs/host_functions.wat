(module
  (type $cb (func (param i32 i32 i32)))
  (type $pair (func (param f64 i64) (result f64 i64)))
  (table (export "table") 4 funcref)
  (func (export "run") (param i32)
    (call_indirect (type $cb) (i32.const 1) (i32.const 2) (i32.const 3) (local.get 0)))
  (func (export "pair") (param (ref null $pair)) (result f64 i64)
    (call_ref $pair (f64.const 1.5) (i64.const 6) (local.get 0))))
