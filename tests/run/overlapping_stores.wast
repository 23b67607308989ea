;; RUN: %every-mode %s
;; The load takes most of what was stored at +4 in the round before, and two bytes of the store that
;; lies in between at -2: accesses need not be aligned.
(module
  (memory 1)
  (func (export "between") (param $p i32) (param $n i32) (param $x i32) (param $y i32) (local $i i32)
    (loop $l
      (i32.store (i32.sub (local.get $p) (i32.const 2)) (local.get $x))
      (i32.store offset=4 (local.get $p) (local.get $y))
      (i32.store (local.get $p) (i32.add (i32.load (local.get $p)) (local.get $x)))
      (local.set $p (i32.add (local.get $p) (i32.const 4)))
      (br_if $l (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (local.get $n)))))
  ;; The same with a store of another width, in bytes 1 and 2 of what is loaded.
  (func (export "inside") (param $p i32) (param $n i32) (param $x i32) (param $y i32) (local $i i32)
    (loop $l
      (i32.store16 offset=1 (local.get $p) (local.get $x))
      (i32.store offset=4 (local.get $p) (local.get $y))
      (i32.store offset=512 (local.get $p) (i32.load (local.get $p)))
      (local.set $p (i32.add (local.get $p) (i32.const 4)))
      (br_if $l (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (local.get $n)))))
  (func (export "load") (param $p i32) (result i32) (i32.load (local.get $p))))

(assert_return (invoke "between" (i32.const 64) (i32.const 16) (i32.const 0x01020304) (i32.const 0x10203040)))
(assert_return (invoke "load" (i32.const 62)) (i32.const 0x04060304))
(assert_return (invoke "load" (i32.const 64)) (i32.const 0x03040406))
(assert_return (invoke "load" (i32.const 68)) (i32.const 0x03040406))
(assert_return (invoke "load" (i32.const 124)) (i32.const 0x11220406))
(assert_return (invoke "load" (i32.const 128)) (i32.const 0x10203040))
(assert_return (invoke "inside" (i32.const 64) (i32.const 16) (i32.const 0x0708) (i32.const 0x10203040)))
(assert_return (invoke "load" (i32.const 580)) (i32.const 0x10070840))
(assert_return (invoke "load" (i32.const 636)) (i32.const 0x10070840))
