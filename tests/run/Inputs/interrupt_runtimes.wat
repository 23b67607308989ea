(module
  (memory 1)
  (func (export "forever") (loop $l (br $l)))
  (func (export "outside") (drop (i32.load (i32.const 65536)))))
