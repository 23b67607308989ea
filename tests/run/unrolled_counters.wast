;; RUN: %every-mode %s
;; Loops that look unrolled because a counter is one of the "copies", and the other one is something
;; else: a field beside it, of the same counter. Nothing may be made of them but what they are.
(module
  (memory (export "m") 1)
  ;; t[i] = i; t[i + 1] = i ^ 5
  (func (export "xor") (param $n i32) (local $i i32)
    (loop $l
      (i32.store (i32.shl (local.get $i) (i32.const 2)) (local.get $i))
      (i32.store offset=4 (i32.shl (local.get $i) (i32.const 2)) (i32.xor (local.get $i) (i32.const 5)))
      (local.set $i (i32.add (local.get $i) (i32.const 2)))
      (br_if $l (i32.lt_u (local.get $i) (i32.and (local.get $n) (i32.const 0xfff0))))))
  ;; Pairs of a number and its square, numbers two apart.
  (func (export "squares") (param $first i32) (local $p i32)
    (loop $l
      (i32.store (local.get $p) (local.get $first))
      (i32.store offset=4 (local.get $p) (i32.mul (local.get $first) (local.get $first)))
      (local.set $first (i32.add (local.get $first) (i32.const 2)))
      (br_if $l (i32.ne (local.tee $p (i32.add (local.get $p) (i32.const 8))) (i32.const 4096)))))
  ;; The counter comes last of three.
  (func (export "last") (local $p i32) (local $k i64)
    (loop $l
      (i64.store (local.get $p) (i64.rotl (local.get $k) (i64.const 8)))
      (i64.store offset=8 (local.get $p) (i64.xor (local.get $k) (i64.const 3)))
      (i64.store offset=16 (local.get $p) (local.get $k))
      (local.set $k (i64.add (local.get $k) (i64.const 3)))
      (br_if $l (i32.ne (local.tee $p (i32.add (local.get $p) (i32.const 24))) (i32.const 4800)))))
  ;; Terms of a sum: the counter, and something else of it.
  (func (export "sum") (param $n i32) (result i32) (local $i i32) (local $sum i32)
    (loop $l
      (local.set $sum (i32.add (local.get $sum) (i32.xor (i32.load (local.get $i)) (local.get $i))))
      (local.set $sum (i32.add (local.get $sum)
        (i32.xor (i32.load offset=4 (local.get $i)) (i32.mul (local.get $i) (local.get $i)))))
      (local.set $i (i32.add (local.get $i) (i32.const 8)))
      (br_if $l (i32.lt_u (local.get $i) (i32.and (local.get $n) (i32.const 0xfff0)))))
    (local.get $sum))
  ;; How far a counter was before the last round; y and x may overlap.
  (func (export "before") (param $y i32) (param $x i32) (param $n i32) (result i32)
    (local $i i32) (local $k i32) (local $end i32) (local $t i32) (local $u i32)
    (local.set $end (i32.sub (i32.const 0) (i32.and (local.get $n) (i32.const -2))))
    (loop $next
      (i32.store (local.tee $t (i32.add (local.get $y) (local.get $i)))
        (i32.add (i32.load (local.get $t)) (i32.load (local.tee $u (i32.add (local.get $x) (local.get $i))))))
      (i32.store offset=4 (local.get $t) (i32.add (i32.load offset=4 (local.get $t)) (i32.load offset=4 (local.get $u))))
      (local.set $i (i32.add (local.get $i) (i32.const 8)))
      (br_if $next (i32.ne (local.get $end) (local.tee $k (i32.add (local.get $k) (i32.const -2))))))
    (i32.sub (i32.const -1) (local.get $k)))
  (func (export "load") (param i32) (result i32) (i32.load (local.get 0)))
  (func (export "load64") (param i32) (result i64) (i64.load (local.get 0))))

(assert_return (invoke "xor" (i32.const 64)))
(assert_return (invoke "load" (i32.const 0)) (i32.const 0))
(assert_return (invoke "load" (i32.const 4)) (i32.const 5))
(assert_return (invoke "load" (i32.const 8)) (i32.const 2))
(assert_return (invoke "load" (i32.const 12)) (i32.const 7))
(assert_return (invoke "load" (i32.const 244)) (i32.const 57))
(assert_return (invoke "load" (i32.const 248)) (i32.const 62))
(assert_return (invoke "load" (i32.const 252)) (i32.const 59))
(assert_return (invoke "squares" (i32.const 3)))
(assert_return (invoke "load" (i32.const 0)) (i32.const 3))
(assert_return (invoke "load" (i32.const 4)) (i32.const 9))
(assert_return (invoke "load" (i32.const 40)) (i32.const 13))
(assert_return (invoke "load" (i32.const 44)) (i32.const 169))
(assert_return (invoke "last"))
(assert_return (invoke "load64" (i32.const 24)) (i64.const 0x300))
(assert_return (invoke "load64" (i32.const 32)) (i64.const 0))
(assert_return (invoke "load64" (i32.const 40)) (i64.const 3))
(assert_return (invoke "load64" (i32.const 144)) (i64.const 0x1200))
(assert_return (invoke "load64" (i32.const 152)) (i64.const 17))
(assert_return (invoke "load64" (i32.const 160)) (i64.const 18))
(assert_return (invoke "sum" (i32.const 64)) (i32.const 11499))
(assert_return (invoke "before" (i32.const 0x2000) (i32.const 0x3000) (i32.const 61)) (i32.const 59))
(assert_return (invoke "before" (i32.const 0x2000) (i32.const 0x3000) (i32.const 2)) (i32.const 1))
(assert_return (invoke "before" (i32.const 0x2000) (i32.const 0x2004) (i32.const 61)) (i32.const 59))
(assert_trap (invoke "before" (i32.const 0x2000) (i32.const 0xffe0) (i32.const 61)) "out of bounds memory access")
