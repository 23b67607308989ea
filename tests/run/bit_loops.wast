;; RUN: %every-mode %s
;; Counts of zeros in loops over the bits of a word: what each round begins with is not zero where tests say so, and only there.

(module
  (memory 1)
  ;; Sums the places of the bits; a round for zero adds 32.
  (func (export "places") (param $x i32) (result i32) (local $r i32)
    (block $out
      (br_if $out (i32.eq (local.get $x) (i32.const -1)))
      (local.set $x (i32.xor (local.get $x) (i32.const -1)))
      (loop $l
        (local.set $r (i32.add (local.get $r) (i32.ctz (local.get $x))))
        (br_if $l (local.tee $x (i32.and (local.get $x) (i32.sub (local.get $x) (i32.const 1)))))))
    (local.get $r))
  ;; The same without the test before.
  (func (export "places_of_any") (param $x i32) (result i32) (local $r i32)
    (loop $l
      (local.set $r (i32.add (local.get $r) (i32.ctz (local.get $x))))
      (br_if $l (local.tee $x (i32.and (local.get $x) (i32.sub (local.get $x) (i32.const 1))))))
    (local.get $r))
  ;; Wider: the lower half becomes empty before the whole does.
  (func (export "lower_halves") (param $x i64) (result i32) (local $r i32)
    (block $out
      (br_if $out (i64.eqz (local.get $x)))
      (loop $l
        (local.set $r (i32.add (local.get $r) (i32.ctz (i32.wrap_i64 (local.get $x)))))
        (br_if $l (i64.ne (i64.const 0)
          (local.tee $x (i64.and (local.get $x) (i64.sub (local.get $x) (i64.const 1))))))))
    (local.get $r))
  (func (export "lower_halves_of_32") (param $y i32) (result i32) (local $x i64) (local $r i32)
    (local.set $x (i64.extend_i32_u (local.get $y)))
    (block $out
      (br_if $out (i64.eqz (local.get $x)))
      (loop $l
        (local.set $r (i32.add (local.get $r) (select (i32.const 1000)
          (i32.ctz (i32.wrap_i64 (local.get $x))) (i64.eqz (local.get $x)))))
        (br_if $l (i64.ne (i64.const 0)
          (local.tee $x (i64.and (local.get $x) (i64.sub (local.get $x) (i64.const 1))))))))
    (local.get $r))
  ;; A test whose both ways lead here.
  (func (export "asked") (param $x i32) (result i32) (local $r i32)
    (loop $l
      (if (i32.eqz (local.get $x)) (then (i32.store (i32.const 8) (local.get $r))))
      (local.set $r (i32.add (local.get $r) (i32.ctz (local.get $x))))
      (br_if $l (local.tee $x (i32.shr_u (local.get $x) (i32.const 1)))))
    (local.get $r))
  ;; Tested at the end, but changed behind the test.
  (func (export "changed") (param $x i32) (result i32) (local $r i32) (local $i i32)
    (block $out
      (br_if $out (i32.eqz (local.get $x)))
      (loop $l
        (local.set $r (i32.add (local.get $r) (i32.clz (local.get $x))))
        (br_if $out (i32.eqz (local.get $x)))
        (local.set $x (i32.shr_u (local.get $x) (i32.const 1)))
        (br_if $l (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (i32.const 40)))))
    (local.get $r)))

(assert_return (invoke "places" (i32.const -1)) (i32.const 0))
(assert_return (invoke "places" (i32.const 0x7ffffffa)) (i32.const 33))
(assert_return (invoke "places_of_any" (i32.const 0)) (i32.const 32))
(assert_return (invoke "places_of_any" (i32.const 9)) (i32.const 3))
(assert_return (invoke "lower_halves" (i64.const 0)) (i32.const 0))
(assert_return (invoke "lower_halves" (i64.const 0x300000006)) (i32.const 67))
(assert_return (invoke "lower_halves_of_32" (i32.const 0x80000006)) (i32.const 34))
(assert_return (invoke "lower_halves_of_32" (i32.const 0)) (i32.const 0))
(assert_return (invoke "changed" (i32.const 1)) (i32.const 63))
(assert_return (invoke "changed" (i32.const 0)) (i32.const 0))
(assert_return (invoke "asked" (i32.const 0)) (i32.const 32))
(assert_return (invoke "asked" (i32.const 2)) (i32.const 1))
