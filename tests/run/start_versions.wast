;; A loop that accesses bytes behind a start that few bits choose, with starts around the last for
;; which no sum wraps: those that do are addresses at the memory's begin.
;; RUN: %every-mode %s

(module
  (memory 1)
  (func (export "load") (param i32) (result i64) (i64.load (local.get 0)))
  (func (export "clear") (memory.fill (i32.const 0) (i32.const 0) (i32.const 65536)))
  (func (export "store") (param $p i32) (param $x i32) (param $n i32)
    (local $i i32)
    (loop $l
      (i32.store8 offset=0 (i32.add (local.get $p) (i32.shl (i32.and (i32.add (local.get $x) (i32.shr_u (local.get $i) (i32.const 8))) (i32.const 7)) (i32.const 2))) (i32.add (local.get $i) (i32.const 1)))
      (i32.store8 offset=1 (i32.add (local.get $p) (i32.shl (i32.and (i32.add (local.get $x) (i32.shr_u (local.get $i) (i32.const 9))) (i32.const 7)) (i32.const 2))) (i32.add (local.get $i) (i32.const 2)))
      (i32.store8 offset=2 (i32.add (local.get $p) (i32.shl (i32.and (i32.add (local.get $x) (i32.shr_u (local.get $i) (i32.const 10))) (i32.const 7)) (i32.const 2))) (i32.add (local.get $i) (i32.const 3)))
      (i32.store8 offset=3 (i32.add (local.get $p) (i32.shl (i32.and (i32.add (local.get $x) (i32.shr_u (local.get $i) (i32.const 11))) (i32.const 7)) (i32.const 2))) (i32.add (local.get $i) (i32.const 4)))
      (i32.store8 offset=4 (i32.add (local.get $p) (i32.shl (i32.and (i32.add (local.get $x) (i32.shr_u (local.get $i) (i32.const 12))) (i32.const 7)) (i32.const 2))) (i32.add (local.get $i) (i32.const 5)))
      (i32.store8 offset=5 (i32.add (local.get $p) (i32.shl (i32.and (i32.add (local.get $x) (i32.shr_u (local.get $i) (i32.const 13))) (i32.const 7)) (i32.const 2))) (i32.add (local.get $i) (i32.const 6)))
      (i32.store8 offset=6 (i32.add (local.get $p) (i32.shl (i32.and (i32.add (local.get $x) (i32.shr_u (local.get $i) (i32.const 14))) (i32.const 7)) (i32.const 2))) (i32.add (local.get $i) (i32.const 7)))
      (i32.store8 offset=7 (i32.add (local.get $p) (i32.shl (i32.and (i32.add (local.get $x) (i32.shr_u (local.get $i) (i32.const 15))) (i32.const 7)) (i32.const 2))) (i32.add (local.get $i) (i32.const 8)))
      (i32.store8 offset=8 (i32.add (local.get $p) (i32.shl (i32.and (i32.add (local.get $x) (i32.shr_u (local.get $i) (i32.const 16))) (i32.const 7)) (i32.const 2))) (i32.add (local.get $i) (i32.const 9)))
      (br_if $l (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (local.get $n))))))

(assert_return (invoke "store" (i32.const 64) (i32.const 0) (i32.const 3)))
(assert_return (invoke "load" (i32.const 64)) (i64.const 0x0a09080706050403))
(assert_return (invoke "store" (i32.const 64) (i32.const 7) (i32.const 3)))
(assert_return (invoke "load" (i32.const 92)) (i64.const 0x0a09080706050403))
(assert_return (invoke "clear"))
;; 28 behind 2^32 - 28 is 0; before, everything is out of bounds.
(assert_return (invoke "store" (i32.const -28) (i32.const 7) (i32.const 3)))
(assert_return (invoke "load" (i32.const 0)) (i64.const 0x0a09080706050403))
(assert_return (invoke "load" (i32.const 1)) (i64.const 0x0b0a090807060504))
(assert_return (invoke "clear"))
(assert_trap (invoke "store" (i32.const -28) (i32.const 6) (i32.const 3)) "out of bounds memory access")
(assert_trap (invoke "store" (i32.const -29) (i32.const 7) (i32.const 3)) "out of bounds memory access")
(assert_trap (invoke "store" (i32.const -30) (i32.const 7) (i32.const 3)) "out of bounds memory access")
(assert_return (invoke "load" (i32.const 0)) (i64.const 0))
(assert_return (invoke "store" (i32.const -27) (i32.const 7) (i32.const 3)))
(assert_return (invoke "load" (i32.const 1)) (i64.const 0x0a09080706050403))
(assert_return (invoke "clear"))
(assert_return (invoke "store" (i32.const -4) (i32.const 1) (i32.const 3)))
(assert_return (invoke "load" (i32.const 0)) (i64.const 0x0a09080706050403))
;; The last byte of the memory.
(assert_return (invoke "store" (i32.const 65499) (i32.const 7) (i32.const 3)))
(assert_trap (invoke "store" (i32.const 65500) (i32.const 7) (i32.const 3)) "out of bounds memory access")
