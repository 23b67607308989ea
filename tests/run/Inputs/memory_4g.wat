(module
  (memory 65536)
  (func (export "size") (result i32) (memory.size))
  (func (export "grow") (param i32) (result i32) (memory.grow (local.get 0)))
  (func (export "load8") (param i32) (result i32) (i32.load8_u (local.get 0)))
  (func (export "store8") (param i32 i32) (i32.store8 (local.get 0) (local.get 1)))
  (func (export "load") (param i32) (result i32) (i32.load (local.get 0)))
  (func (export "offset") (param i32) (result i32) (i32.load8_u offset=0xffffffff (local.get 0)))
  (func (export "next") (param i32) (result i32) (i32.load8_u (i32.add (local.get 0) (i32.const 1))))
  (func (export "fill") (param i32 i32 i32) (memory.fill (local.get 0) (local.get 1) (local.get 2)))
  ;; Sum of the 8 bytes from an address on, which may wrap to 0.
  (func (export "sum") (param i32) (result i32) (local i32 i32)
    (loop $l
      (local.set 1 (i32.add (local.get 1)
        (i32.load8_u (i32.add (local.get 0) (local.get 2)))))
      (br_if $l (i32.lt_u (local.tee 2 (i32.add (local.get 2) (i32.const 1))) (i32.const 8))))
    (local.get 1)))
