;; RUN: %every-mode %s
;; RUN: wexnc %S/Inputs/short_copies.wat -O 2 --emit=llvm-ir -o - | FileCheck %S/Inputs/short_copies.wat
;; Functions that copy and fill memory have a way of their own for short lengths: rows that overlap, lie at the memory's end, or go
;; beyond it, are copied as the function says, byte by byte.

(module
  (memory 1 1)
  (func (export "put") (param $p i32) (param $v i64) (i64.store (local.get $p) (local.get $v)))
  (func (export "get") (param $p i32) (result i64) (i64.load (local.get $p)))

  (func $copy (export "copy") (param $d i32) (param $s i32) (param $n i32) (result i32) (local $t i32)
    (local.set $t (local.get $d))
    (block $words (loop $l
      (br_if $words (i32.lt_u (local.get $n) (i32.const 4)))
      (i32.store (local.get $t) (i32.load (local.get $s)))
      (local.set $t (i32.add (local.get $t) (i32.const 4)))
      (local.set $s (i32.add (local.get $s) (i32.const 4)))
      (local.set $n (i32.sub (local.get $n) (i32.const 4)))
      (br $l)))
    (block $bytes (loop $l
      (br_if $bytes (i32.eqz (local.get $n)))
      (i32.store8 (local.get $t) (i32.load8_u (local.get $s)))
      (local.set $t (i32.add (local.get $t) (i32.const 1)))
      (local.set $s (i32.add (local.get $s) (i32.const 1)))
      (local.set $n (i32.sub (local.get $n) (i32.const 1)))
      (br $l)))
    (local.get $d))

  ;; As if it were one that fills, but for a byte in the middle of those of 20 bytes and more.
  (func $nearly (export "nearly") (param $d i32) (param $c i32) (param $n i32) (result i32) (local $i i32)
    (block $out (loop $l
      (br_if $out (i32.eq (local.get $i) (local.get $n)))
      (i32.store8 (i32.add (local.get $d) (local.get $i))
        (i32.add (local.get $c) (i32.eq (local.get $i) (i32.const 19))))
      (local.set $i (i32.add (local.get $i) (i32.const 1)))
      (br $l)))
    (local.get $d))

  ;; What $copy does, `by` bytes farther: no function that copies, since it has one argument more.
  (func $slow (param $d i32) (param $s i32) (param $n i32) (param $by i32)
    (block $words (loop $l
      (br_if $words (i32.lt_u (local.get $n) (i32.const 4)))
      (i32.store (i32.add (local.get $by) (local.get $d)) (i32.load (i32.add (local.get $by) (local.get $s))))
      (local.set $d (i32.add (local.get $d) (i32.const 4)))
      (local.set $s (i32.add (local.get $s) (i32.const 4)))
      (local.set $n (i32.sub (local.get $n) (i32.const 4)))
      (br $l)))
    (block $bytes (loop $l
      (br_if $bytes (i32.eqz (local.get $n)))
      (i32.store8 (i32.add (local.get $by) (local.get $d)) (i32.load8_u (i32.add (local.get $by) (local.get $s))))
      (local.set $d (i32.add (local.get $d) (i32.const 1)))
      (local.set $s (i32.add (local.get $s) (i32.const 1)))
      (local.set $n (i32.sub (local.get $n) (i32.const 1)))
      (br $l))))
  (type $copies (func (param i32 i32 i32) (result i32)))
  (table funcref (elem $copy $nearly))
  ;; In how many bytes the two differ, for all lengths up to 66 and all distances up to that. Which function it is comes from
  ;; outside, so that it is called as it is.
  (func (export "differences") (param $which i32) (result i32) (local $n i32) (local $far i32) (local $i i32) (local $sum i32)
    (local.set $n (i32.const 66))
    (loop $lengths
      (local.set $far (i32.const -66))
      (loop $distances
        (local.set $i (i32.const 216))
        (loop $fill
          (local.set $i (i32.sub (local.get $i) (i32.const 1)))
          (i32.store8 offset=1000 (local.get $i) (i32.mul (local.get $i) (i32.const 7)))
          (i32.store8 offset=5000 (local.get $i) (i32.mul (local.get $i) (i32.const 7)))
          (br_if $fill (local.get $i)))
        (drop (call_indirect (type $copies) (i32.add (i32.const 1070) (local.get $far)) (i32.const 1070) (local.get $n) (local.get $which)))
        (call $slow (i32.add (i32.const 1070) (local.get $far)) (i32.const 1070) (local.get $n) (i32.const 4000))
        (local.set $i (i32.const 216))
        (loop $compare
          (local.set $i (i32.sub (local.get $i) (i32.const 1)))
          (local.set $sum (i32.add (local.get $sum)
            (i32.ne (i32.load8_u offset=1000 (local.get $i)) (i32.load8_u offset=5000 (local.get $i)))))
          (br_if $compare (local.get $i)))
        (local.set $far (i32.add (local.get $far) (i32.const 1)))
        (br_if $distances (i32.le_s (local.get $far) (i32.const 66))))
      (local.set $n (i32.sub (local.get $n) (i32.const 1)))
      (br_if $lengths (local.get $n)))
    (local.get $sum)))

(assert_return (invoke "differences" (i32.const 0)) (i32.const 0))
(invoke "put" (i32.const 100) (i64.const 0x0807060504030201))
(invoke "put" (i32.const 108) (i64.const 0x100f0e0d0c0b0a09))
(assert_return (invoke "copy" (i32.const 200) (i32.const 101) (i32.const 9)) (i32.const 200))
(assert_return (invoke "get" (i32.const 200)) (i64.const 0x0908070605040302))
(assert_return (invoke "get" (i32.const 208)) (i64.const 0x0a))
;; Two bytes farther: what was written is read again.
(assert_return (invoke "copy" (i32.const 102) (i32.const 100) (i32.const 13)) (i32.const 102))
(assert_return (invoke "get" (i32.const 102)) (i64.const 0x0807040304030201))
(assert_return (invoke "get" (i32.const 110)) (i64.const 0x0000100b0c0b0807))
;; Just apart.
(assert_return (invoke "copy" (i32.const 105) (i32.const 100) (i32.const 5)) (i32.const 105))
(assert_return (invoke "get" (i32.const 102)) (i64.const 0x0302010201030201))

;; To the last byte, and beyond: what could be written is.
(assert_return (invoke "copy" (i32.const 65524) (i32.const 200) (i32.const 12)) (i32.const 65524))
(assert_return (invoke "get" (i32.const 65524)) (i64.const 0x0908070605040302))
(invoke "put" (i32.const 65528) (i64.const 0))
(assert_trap (invoke "copy" (i32.const 65525) (i32.const 200) (i32.const 12)) "out of bounds memory access")
(assert_return (invoke "get" (i32.const 65528)) (i64.const 0x0000000908070605))
(assert_trap (invoke "copy" (i32.const 300) (i32.const 65530) (i32.const 7)) "out of bounds memory access")
(assert_return (invoke "get" (i32.const 300)) (i64.const 0x00090807))
(assert_trap (invoke "copy" (i32.const -2) (i32.const 200) (i32.const 4)) "out of bounds memory access")
(assert_return (invoke "copy" (i32.const -2) (i32.const -7) (i32.const 0)) (i32.const -2))

(assert_return (invoke "nearly" (i32.const 400) (i32.const 7) (i32.const 24)) (i32.const 400))
(assert_return (invoke "get" (i32.const 416)) (i64.const 0x0707070708070707))
