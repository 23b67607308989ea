;; RUN: %every-mode %s
;; Loops whose body is the same thing several times over: the compiler may do it once a round, but the
;; order of what depends on each other stays.

(module
  (memory 1)
  ;; mem32[p + 4i] = 7i^2 + 3, i < n
  (func $fill (export "fill") (param $p i32) (param $n i32) (local $i i32)
    (loop $l
      (i32.store (i32.add (local.get $p) (i32.shl (local.get $i) (i32.const 2)))
        (i32.add (i32.mul (i32.mul (local.get $i) (local.get $i)) (i32.const 7)) (i32.const 3)))
      (br_if $l (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (local.get $n)))))
  (func (export "at") (param $p i32) (result i32) (i32.load (local.get $p)))
  ;; Sum over i < n of mem32[p + 4i] * (i + 1)
  (func (export "digest") (param $p i32) (param $n i32) (result i32) (local $i i32) (local $s i32)
    (loop $l
      (local.set $i (i32.add (local.get $i) (i32.const 1)))
      (local.set $s (i32.add (local.get $s) (i32.mul (i32.load (local.get $p)) (local.get $i))))
      (local.set $p (i32.add (local.get $p) (i32.const 4)))
      (br_if $l (i32.lt_u (local.get $i) (local.get $n))))
    (local.get $s))

  ;; to[i] = from[i] * 3 + i, four at a time
  (func (export "scale") (param $to i32) (param $from i32) (param $n i32) (local $i i32) (local $j i32)
    (loop $l
      (i32.store (i32.add (local.get $to) (local.get $j))
        (i32.add (i32.mul (i32.load (i32.add (local.get $from) (local.get $j))) (i32.const 3)) (local.get $i)))
      (i32.store (i32.add (i32.add (local.get $to) (local.get $j)) (i32.const 4))
        (i32.add (i32.mul (i32.load (i32.add (i32.add (local.get $from) (local.get $j)) (i32.const 4))) (i32.const 3))
          (i32.add (local.get $i) (i32.const 1))))
      (i32.store offset=8 (i32.add (local.get $to) (local.get $j))
        (i32.add (i32.mul (i32.load offset=8 (i32.add (local.get $from) (local.get $j))) (i32.const 3))
          (i32.add (local.get $i) (i32.const 2))))
      (i32.store offset=12 (i32.add (local.get $to) (local.get $j))
        (i32.add (i32.mul (i32.load offset=12 (i32.add (local.get $from) (local.get $j))) (i32.const 3))
          (i32.add (local.get $i) (i32.const 3))))
      (local.set $j (i32.add (local.get $j) (i32.const 16)))
      (br_if $l (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 4))) (local.get $n)))))

  ;; p[i + 1] = p[i] one after the other: all become p[0]
  (func (export "spread") (param $p i32) (param $n i32)
    (loop $l
      (i32.store offset=4 (local.get $p) (i32.load (local.get $p)))
      (i32.store offset=8 (local.get $p) (i32.load offset=4 (local.get $p)))
      (local.set $p (i32.add (local.get $p) (i32.const 8)))
      (br_if $l (local.tee $n (i32.sub (local.get $n) (i32.const 2))))))
  ;; The same with both loads before both stores: pairs are moved
  (func (export "shift pairs") (param $p i32) (param $n i32) (local $x i32) (local $y i32)
    (loop $l
      (local.set $x (i32.load (local.get $p)))
      (local.set $y (i32.load offset=4 (local.get $p)))
      (i32.store offset=4 (local.get $p) (local.get $x))
      (i32.store offset=8 (local.get $p) (local.get $y))
      (local.set $p (i32.add (local.get $p) (i32.const 8)))
      (br_if $l (local.tee $n (i32.sub (local.get $n) (i32.const 2))))))
  ;; p[i] = p[i + 1], loads first
  (func (export "shift down") (param $p i32) (param $n i32) (local $x i32) (local $y i32)
    (loop $l
      (local.set $x (i32.load offset=4 (local.get $p)))
      (local.set $y (i32.load offset=8 (local.get $p)))
      (i32.store (local.get $p) (local.get $x))
      (i32.store offset=4 (local.get $p) (local.get $y))
      (local.set $p (i32.add (local.get $p) (i32.const 8)))
      (br_if $l (local.tee $n (i32.sub (local.get $n) (i32.const 2))))))

  ;; Sum and exclusive or, the terms in no particular order
  (func (export "sum") (param $p i32) (param $n i32) (result i32) (local $s i32) (local $x i32)
    (loop $l
      (local.set $s (i32.add (i32.load offset=8 (local.get $p))
        (i32.add (i32.add (i32.load (local.get $p)) (local.get $s))
          (i32.add (i32.load offset=12 (local.get $p)) (i32.load offset=4 (local.get $p))))))
      (local.set $x (i32.xor (i32.xor (local.get $x) (i32.load (local.get $p)))
        (i32.xor (i32.load offset=4 (local.get $p)) (i32.xor (i32.load offset=8 (local.get $p)) (i32.load offset=12 (local.get $p))))))
      (local.set $p (i32.add (local.get $p) (i32.const 16)))
      (br_if $l (local.tee $n (i32.sub (local.get $n) (i32.const 4)))))
    (i32.add (i32.mul (local.get $s) (i32.const 3)) (local.get $x)))
  ;; Two different terms a round are no two rounds
  (func (export "alternating") (param $p i32) (param $n i32) (result i32) (local $s i32)
    (loop $l
      (local.set $s (i32.sub (i32.add (local.get $s) (i32.load (local.get $p))) (i32.load offset=4 (local.get $p))))
      (local.set $p (i32.add (local.get $p) (i32.const 8)))
      (br_if $l (local.tee $n (i32.sub (local.get $n) (i32.const 2)))))
    (local.get $s))
  ;; Floats are added in order
  (func (export "float sum") (param $p i32) (param $n i32) (result f32) (local $s f32)
    (local.set $s (f32.const 16777216))
    (loop $l
      (local.set $s (f32.add (f32.add (local.get $s) (f32.convert_i32_s (i32.load (local.get $p))))
        (f32.convert_i32_s (i32.load offset=4 (local.get $p)))))
      (local.set $p (i32.add (local.get $p) (i32.const 8)))
      (br_if $l (local.tee $n (i32.sub (local.get $n) (i32.const 2)))))
    (local.get $s))
  ;; Running sums, in place
  (func (export "running") (param $p i32) (param $n i32) (result i32) (local $s i32)
    (loop $l
      (i32.store (local.get $p) (local.tee $s (i32.add (local.get $s) (i32.load (local.get $p)))))
      (i32.store offset=4 (local.get $p) (local.tee $s (i32.add (local.get $s) (i32.load offset=4 (local.get $p)))))
      (local.set $p (i32.add (local.get $p) (i32.const 8)))
      (br_if $l (local.tee $n (i32.sub (local.get $n) (i32.const 2)))))
    (local.get $s))
  ;; Differences of neighbours; left in the middle of a round
  (func (export "differences") (param $to i32) (param $from i32) (param $end i32) (result i32) (local $x i32) (local $y i32)
    (local.set $x (i32.load (local.get $from)))
    (block $out
      (loop $l
        (i32.store (local.get $to) (i32.sub (local.tee $y (i32.load offset=4 (local.get $from))) (local.get $x)))
        (br_if $out (i32.eq (local.get $from) (local.get $end)))
        (i32.store offset=4 (local.get $to) (i32.sub (local.tee $x (i32.load offset=8 (local.get $from))) (local.get $y)))
        (local.set $to (i32.add (local.get $to) (i32.const 8)))
        (local.set $from (i32.add (local.get $from) (i32.const 8)))
        (br $l)))
    (local.get $y))
  ;; The same with constant places and rounds
  (func (export "differences of 9") (result i32) (local $i i32) (local $x i32) (local $y i32)
    (local.set $x (i32.load (i32.const 1024)))
    (block $out
      (loop $l
        (i32.store (i32.add (local.get $i) (i32.const 2048))
          (i32.sub (local.tee $y (i32.load (i32.add (local.get $i) (i32.const 1028)))) (local.get $x)))
        (br_if $out (i32.eq (local.get $i) (i32.const 32)))
        (i32.store (i32.add (local.get $i) (i32.const 2052))
          (i32.sub (local.tee $x (i32.load (i32.add (local.get $i) (i32.const 1032)))) (local.get $y)))
        (local.set $i (i32.add (local.get $i) (i32.const 8)))
        (br $l)))
    (local.get $y))
)

(invoke "fill" (i32.const 1024) (i32.const 64))
(invoke "scale" (i32.const 4096) (i32.const 1024) (i32.const 64))
(assert_return (invoke "digest" (i32.const 4096) (i32.const 64)) (i32.const 87247680))
;; Overlapping: what was just written is read again.
(invoke "fill" (i32.const 1024) (i32.const 64))
(invoke "scale" (i32.const 1032) (i32.const 1024) (i32.const 32))
(assert_return (invoke "digest" (i32.const 1024) (i32.const 64)) (i32.const 632771712))
(assert_trap (invoke "scale" (i32.const 65520) (i32.const 1024) (i32.const 8)) "out of bounds memory access")
(assert_trap (invoke "scale" (i32.const 4096) (i32.const -16) (i32.const 8)) "out of bounds memory access")
(assert_trap (invoke "scale" (i32.const 4096) (i32.const -8) (i32.const 8)) "out of bounds memory access")

(invoke "fill" (i32.const 1024) (i32.const 64))
(invoke "spread" (i32.const 1040) (i32.const 32))
(assert_return (invoke "digest" (i32.const 1024) (i32.const 64)) (i32.const 25913072))
(invoke "fill" (i32.const 1024) (i32.const 64))
(invoke "shift pairs" (i32.const 1040) (i32.const 32))
(assert_return (invoke "digest" (i32.const 1024) (i32.const 64)) (i32.const 28716838))
(invoke "fill" (i32.const 1024) (i32.const 64))
(invoke "shift down" (i32.const 1040) (i32.const 32))
(assert_return (invoke "digest" (i32.const 1024) (i32.const 64)) (i32.const 29275312))

(invoke "fill" (i32.const 1024) (i32.const 64))
(assert_return (invoke "sum" (i32.const 1024) (i32.const 64)) (i32.const 1810976))
(assert_return (invoke "sum" (i32.const 1028) (i32.const 4)) (i32.const 702))
(assert_trap (invoke "sum" (i32.const 65504) (i32.const 12)) "out of bounds memory access")
(assert_return (invoke "alternating" (i32.const 1024) (i32.const 64)) (i32.const 4294953184))
(assert_return (invoke "float sum" (i32.const 1024) (i32.const 12)) (f32.const 16780790))
(assert_return (invoke "running" (i32.const 1024) (i32.const 64)) (i32.const 597600))
(assert_return (invoke "digest" (i32.const 1024) (i32.const 64)) (i32.const 506087088))

(invoke "fill" (i32.const 1024) (i32.const 64))
(assert_return (invoke "differences" (i32.const 2048) (i32.const 1024) (i32.const 1184)) (i32.const 11770))
(assert_return (invoke "digest" (i32.const 2048) (i32.const 42)) (i32.const 327467))
(invoke "fill" (i32.const 2048) (i32.const 64))
(assert_return (invoke "differences of 9") (i32.const 570))
(assert_return (invoke "digest" (i32.const 2048) (i32.const 64)) (i32.const 29046480))
