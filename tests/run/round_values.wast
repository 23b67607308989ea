;; What a loop's phi has of the round before, behind a branch on what this round has: not what the branch said
;; (wexnc/optimize/round_values.h).
;; RUN: %every-mode %s
;; RUN: wexn-spec -O 2 --target=aarch64-linux-gnu %s
(module
 (func (export "last_round") (param $n i32) (result i32) (local $prev i32) (local $i i32) (local $last i32) (local $r i32)
  (local.set $prev (i32.const 1))
  (loop $l
   (local.set $r (local.get $last))
   (if (local.get $i) (then (local.set $last (i32.gt_s (local.get $prev) (i32.const 0)))) (else (local.set $last (i32.const 0))))
   (local.set $prev (local.get $i))
   (local.set $i (i32.add (local.get $i) (i32.const 1)))
   (br_if $l (i32.ne (local.get $i) (i32.const 3))))
  (local.get $r))
 (global $g (mut i32) (i32.const 0))
 (func (export "last_counter") (param $n i32) (result i32) (local $prev i32) (local $i i32) (local $s i32)
  (local.set $prev (i32.const 1))
  (loop $l
   (if (local.get $i) (then
      (global.set $g (i32.add (global.get $g) (i32.const 1)))
      (if (i32.gt_s (local.get $prev) (i32.const 0)) (then (local.set $s (i32.add (local.get $s) (i32.const 10)))))))
   (local.set $prev (local.get $i))
   (local.set $i (i32.add (local.get $i) (i32.const 1)))
   (br_if $l (i32.lt_s (local.get $i) (local.get $n))))
  (local.get $s))
 ;; Both phis: the previous x > the flag that is 5 but for the first round.
 (memory 1) (data (i32.const 0) "\64\00\00\00\03\00\00\00\0a\00\00\00\02\00\00\00\07\00\00\00\09\00\00\00")
 (func (export "both_phis") (param $n i32) (result i32) (local $i i32) (local $px i32) (local $flag i32) (local $x i32) (local $s i32)
  (local.set $px (i32.const 7))
  (loop $l
   (local.set $x (i32.load (i32.shl (local.get $i) (i32.const 2))))
   (if (i32.gt_s (local.get $x) (i32.const 5)) (then
      (global.set $g (i32.add (global.get $g) (i32.const 1)))
      (if (i32.gt_s (local.get $px) (local.get $flag)) (then (local.set $s (i32.add (local.get $s) (i32.const 1)))))))
   (local.set $px (local.get $x))
   (local.set $flag (i32.const 5))
   (br_if $l (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (local.get $n))))
  (local.get $s))
)
(assert_return (invoke "last_round" (i32.const 0)) (i32.const 0))
(assert_return (invoke "last_counter" (i32.const 1)) (i32.const 0))
(assert_return (invoke "last_counter" (i32.const 2)) (i32.const 0))
(assert_return (invoke "last_counter" (i32.const 10)) (i32.const 80))
(assert_return (invoke "both_phis" (i32.const 6)) (i32.const 2))
(module (memory 1)
 (global $g (mut i32) (i32.const 0))
 (func (export "sum_up_to_last") (param $n i32) (result i32) (local $prev i32) (local $i i32) (local $j i32) (local $s i32)
  (local.set $prev (i32.const 1))
  (loop $l
   (if (local.get $i) (then
      (global.set $g (i32.add (global.get $g) (i32.const 1)))
      (local.set $j (i32.const 0))
      (loop $in
        (local.set $s (i32.add (i32.mul (local.get $s) (i32.const 3)) (i32.load8_u (local.get $j))))
        (local.set $j (i32.add (local.get $j) (i32.const 1)))
        (br_if $in (i32.lt_s (local.get $j) (local.get $prev))))
      (local.set $s (i32.add (local.get $s) (i32.shl (local.get $j) (i32.const 20))))))
   (local.set $prev (local.get $i))
   (local.set $i (i32.add (local.get $i) (i32.const 1)))
   (br_if $l (i32.lt_s (local.get $i) (local.get $n))))
  (local.get $s))
 (func (export "store_up_to_last") (param $n i32) (result i32) (local $prev i32) (local $i i32) (local $j i32) (local $s i32)
  (local.set $prev (i32.const 1))
  (loop $l
   (if (local.get $i) (then
      (global.set $g (i32.add (global.get $g) (i32.const 1)))
      (local.set $j (i32.const 0))
      (loop $in
        (i32.store8 offset=1024 (local.get $j) (i32.add (i32.load8_u (local.get $j)) (local.get $i)))
        (local.set $j (i32.add (local.get $j) (i32.const 1)))
        (br_if $in (i32.lt_u (local.get $j) (local.get $prev))))
      (local.set $s (i32.add (local.get $s) (i32.shl (local.get $j) (i32.const 10))))))
   (local.set $prev (local.get $i))
   (local.set $i (i32.add (local.get $i) (i32.const 1)))
   (br_if $l (i32.lt_s (local.get $i) (local.get $n))))
  (i32.add (local.get $s) (i32.load offset=1024 (i32.const 4))))
 (data (i32.const 0) "abcdefghijklmnop"))
(assert_return (invoke "sum_up_to_last" (i32.const 1)) (i32.const 0))
(assert_return (invoke "sum_up_to_last" (i32.const 2)) (i32.const 1048673))
(assert_return (invoke "sum_up_to_last" (i32.const 3)) (i32.const 4194692))
(assert_return (invoke "sum_up_to_last" (i32.const 8)) (i32.const 3709377391))
(assert_return (invoke "sum_up_to_last" (i32.const 12)) (i32.const 1343446869))
(assert_return (invoke "store_up_to_last" (i32.const 1)) (i32.const 0))
(assert_return (invoke "store_up_to_last" (i32.const 2)) (i32.const 1024))
(assert_return (invoke "store_up_to_last" (i32.const 3)) (i32.const 2048))
(assert_return (invoke "store_up_to_last" (i32.const 8)) (i32.const 50540))
(assert_return (invoke "store_up_to_last" (i32.const 12)) (i32.const 1936937328))
;; What only is computed with and stored: a sum with a constant wraps.
(module
 (global $g (mut i64) (i64.const 0))
 (global $n (mut i64) (i64.const 0))
 (func (export "next_of_last") (param $i i32) (param $step i32) (param $n i32) (param $x i64) (result i64) (local $prev i32)
  (local.set $prev (i32.const 5))
  (loop $l
   (if (i32.lt_s (local.get $i) (i32.const 1000)) (then
      (global.set $n (i64.add (global.get $n) (i64.const 1)))
      (global.set $g (i64.add (i64.extend_i32_s (i32.add (local.get $prev) (i32.const 1))) (local.get $x)))))
   (local.set $prev (local.get $i))
   (local.set $i (i32.add (local.get $i) (local.get $step)))
   (br_if $l (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
  (global.get $g)))
(assert_return (invoke "next_of_last" (i32.const 2147483647) (i32.const -2147483632) (i32.const 2) (i64.const 7)) (i64.const 18446744071562067975))
(assert_return (invoke "next_of_last" (i32.const 4294967279) (i32.const -2147483632) (i32.const 3) (i64.const 7)) (i64.const 18446744071562067975))
(assert_return (invoke "next_of_last" (i32.const 2147483615) (i32.const -2147483632) (i32.const 4) (i64.const 7)) (i64.const 18446744071562067975))
(assert_return (invoke "next_of_last" (i32.const 4294967247) (i32.const -2147483632) (i32.const 5) (i64.const 7)) (i64.const 18446744071562067975))
;; What a counter of a loop inside begins with is negative.
(module (memory 1)
 (global $h (mut i64) (i64.const 0))
 (func (export "extend_last") (param $p i32) (result i64) (local $i i32) (local $prev i32) (local $k i32) (local $j i32) (local $q i32)
  (local.set $prev (i32.const 5))
  (local.set $i (i32.const -1))
  (loop $l
   (if (i32.ge_s (local.get $i) (i32.const 0)) (then
      (global.set $h (i64.add (global.get $h) (i64.const 1)))
      (local.set $k (i32.const 0))
      (local.set $j (local.get $prev))
      (local.set $q (local.get $p))
      (loop $in
        (i64.store (local.get $q) (i64.extend_i32_s (local.get $j)))
        (i64.store offset=8 (local.get $q) (i64.extend_i32_u (local.get $j)))
        (local.set $q (i32.add (local.get $q) (i32.const 24)))
        (local.set $j (i32.add (local.get $j) (i32.const 1)))
        (br_if $in (i32.ne (local.tee $k (i32.add (local.get $k) (i32.const 1))) (i32.const 100))))))
   (local.set $prev (local.get $i))
   (local.set $i (i32.add (local.get $i) (i32.const 1)))
   (br_if $l (i32.ne (local.get $i) (i32.const 1))))
  (i64.load offset=8 (local.get $p))))
(assert_return (invoke "extend_last" (i32.const 64)) (i64.const 4294967295))
