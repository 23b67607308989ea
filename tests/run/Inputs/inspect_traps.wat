;; For inspect.test: calls that trap, one for each instruction.
(module
  (type $nothing (func))
  (table 2 funcref)
  (memory 1)
  (func (export "unreachable") (unreachable))
  (func (export "divide") (param i32 i32) (result i32) (i32.div_s (local.get 0) (local.get 1)))
  (func (export "truncate") (param f64) (result i32) (i32.trunc_f64_u (local.get 0)))
  (func (export "load") (param i32) (result i32) (i32.load (local.get 0)))
  (func (export "indirect") (param i32) (call_indirect (type $nothing) (local.get 0)))
  (func (export "table") (param i32) (result funcref) (table.get (local.get 0)))
  (func (export "reference") (param exnref) (throw_ref (local.get 0))))
