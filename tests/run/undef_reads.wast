;; Both ways of a branch begin with the same instruction, of the same registers; the one that multiplies needs bytes
;; alone, and does not care what is between them (wexnc/emit/undef_reads.h).
;; RUN: %every-mode %s
;; RUN: %if x86-64 %{ wexn-spec -O 2 -mcpu=x86-64-v3 %s %}
(module
  (memory 1)
  (data (i32.const 0) "\0b\30\55\7a\9f\c4\e9\0e\33\58\7d\a2\c7\ec\11\36")
  (func (export "sse") (param $n i32) (result i64)
    (local $x v128)
    (local.set $x (i8x16.splat (local.get $n)))
    (loop $again
      (if (i32.and (local.get $n) (i32.const 1))
        (then
          (local.set $x
            (i16x8.mul
              (i8x16.narrow_i16x8_u
                (i8x16.shuffle 8 16 9 16 10 16 11 16 12 16 13 16 14 16 15 16 (local.get $x) (v128.const i64x2 0 0))
                (local.get $x))
              (v128.const i16x8 222 558 765 121 153 305 879 259)))
          (v128.store (i32.const 112) (local.get $x)))
        (else
          (local.set $x
            (i16x8.add
              (i16x8.sub
                (v128.and
                  (i16x8.mul (i16x8.extend_high_i8x16_u (local.get $x)) (local.get $x))
                  (v128.const i16x8 255 255 255 255 255 255 255 255))
                (local.get $x))
              (v128.load (i32.const 0))))))
      (br_if $again (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
    (i64x2.extract_lane 0 (local.get $x)))
  (func (export "avx") (param $n i32) (param $m i32) (result i64)
    (local $x v128)
    (local.set $x (i8x16.splat (local.get $n)))
    (loop $again
      (if (i32.lt_s (local.get $n) (local.get $m))
        (then
          (local.set $x
            (i16x8.add
              (i16x8.mul
                (i8x16.shuffle 8 16 9 16 10 16 11 16 12 16 13 16 14 16 15 16 (local.get $x) (v128.const i64x2 0 0))
                (v128.const i16x8 179 204 411 814 834 867 801 622))
              (v128.load (i32.const 0)))))
        (else
          (local.set $x
            (v128.xor
              (v128.and
                (i16x8.mul (i16x8.extend_high_i8x16_u (local.get $x)) (v128.load (i32.const 0)))
                (v128.const i16x8 255 255 255 255 255 255 255 255))
              (v128.const i16x8 483 222 28 75 433 65 135 510)))))
      (br_if $again (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
    (i64x2.extract_lane 1 (local.get $x))))
(assert_return (invoke "sse" (i32.const 2)) (i64.const 11311804926101996022))
(assert_return (invoke "sse" (i32.const 3)) (i64.const 813664406309981274))
(assert_return (invoke "avx" (i32.const 2) (i32.const 3)) (i64.const 14050617674333320581))
(assert_return (invoke "avx" (i32.const 3) (i32.const 3)) (i64.const 13700365845451440539))
