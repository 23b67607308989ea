(module
  (memory (export "memory") 1)
  (func $deep (export "deep") (param i64) (result i64)
    (i64.add (i64.const 1) (call $deep (i64.add (local.get 0) (i64.const 1)))))
  ;; A frame of more than a page: each of its pages is touched in turn.
  (func $wide (export "wide") (param v128) (result v128)
    (local v128 v128 v128 v128)
    (local.set 1 (call $wide (i8x16.add (local.get 0) (v128.load (i32.const 0)))))
    (local.set 2 (call $wide (i8x16.sub (local.get 1) (v128.load (i32.const 16)))))
    (local.set 3 (call $wide (v128.xor (local.get 2) (v128.load (i32.const 32)))))
    (i8x16.add (local.get 1) (i8x16.add (local.get 2) (local.get 3))))
  (func (export "add") (param i64) (result i64) (i64.add (local.get 0) (i64.const 1)))
  (func (export "load") (param i32) (result i64) (i64.load (local.get 0))))
