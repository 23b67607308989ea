;; RUN: %every-mode %s
;; What LLVM computes at compile time is what the program computes: every operation on vectors whose
;; result is not a NaN, once on parameters and once on constants, at the edges of its range. Relaxed
;; operations, too, must give the same answer throughout a program.

(module
  (func (export "0 i8x16.add_sat_s") (param v128 v128) (result i32)
    (i8x16.all_true (i8x16.eq (i8x16.add_sat_s (local.get 0) (local.get 1))
      (i8x16.add_sat_s
        (v128.const i8x16 -128 -128 127 127 0 1 -1 255 16 15 128 143 64 200 100 7)
        (v128.const i8x16 -128 127 -128 127 15 16 127 128 255 2 0 1 70 200 100 9)))))
  (func (export "1 i8x16.add_sat_u") (param v128 v128) (result i32)
    (i8x16.all_true (i8x16.eq (i8x16.add_sat_u (local.get 0) (local.get 1))
      (i8x16.add_sat_u
        (v128.const i8x16 -128 -128 127 127 0 1 -1 255 16 15 128 143 64 200 100 7)
        (v128.const i8x16 -128 127 -128 127 15 16 127 128 255 2 0 1 70 200 100 9)))))
  (func (export "2 i8x16.sub_sat_s") (param v128 v128) (result i32)
    (i8x16.all_true (i8x16.eq (i8x16.sub_sat_s (local.get 0) (local.get 1))
      (i8x16.sub_sat_s
        (v128.const i8x16 -128 -128 127 127 0 1 -1 255 16 15 128 143 64 200 100 7)
        (v128.const i8x16 -128 127 -128 127 15 16 127 128 255 2 0 1 70 200 100 9)))))
  (func (export "3 i8x16.sub_sat_u") (param v128 v128) (result i32)
    (i8x16.all_true (i8x16.eq (i8x16.sub_sat_u (local.get 0) (local.get 1))
      (i8x16.sub_sat_u
        (v128.const i8x16 -128 -128 127 127 0 1 -1 255 16 15 128 143 64 200 100 7)
        (v128.const i8x16 -128 127 -128 127 15 16 127 128 255 2 0 1 70 200 100 9)))))
  (func (export "4 i8x16.avgr_u") (param v128 v128) (result i32)
    (i8x16.all_true (i8x16.eq (i8x16.avgr_u (local.get 0) (local.get 1))
      (i8x16.avgr_u
        (v128.const i8x16 -128 -128 127 127 0 1 -1 255 16 15 128 143 64 200 100 7)
        (v128.const i8x16 -128 127 -128 127 15 16 127 128 255 2 0 1 70 200 100 9)))))
  (func (export "5 i16x8.add_sat_s") (param v128 v128) (result i32)
    (i8x16.all_true (i8x16.eq (i16x8.add_sat_s (local.get 0) (local.get 1))
      (i16x8.add_sat_s
        (v128.const i16x8 -32768 -32768 32767 32767 -1 128 -129 255)
        (v128.const i16x8 -32768 32767 -32768 32767 1 -128 256 16384)))))
  (func (export "6 i16x8.add_sat_u") (param v128 v128) (result i32)
    (i8x16.all_true (i8x16.eq (i16x8.add_sat_u (local.get 0) (local.get 1))
      (i16x8.add_sat_u
        (v128.const i16x8 -32768 -32768 32767 32767 -1 128 -129 255)
        (v128.const i16x8 -32768 32767 -32768 32767 1 -128 256 16384)))))
  (func (export "7 i16x8.sub_sat_s") (param v128 v128) (result i32)
    (i8x16.all_true (i8x16.eq (i16x8.sub_sat_s (local.get 0) (local.get 1))
      (i16x8.sub_sat_s
        (v128.const i16x8 -32768 -32768 32767 32767 -1 128 -129 255)
        (v128.const i16x8 -32768 32767 -32768 32767 1 -128 256 16384)))))
  (func (export "8 i16x8.sub_sat_u") (param v128 v128) (result i32)
    (i8x16.all_true (i8x16.eq (i16x8.sub_sat_u (local.get 0) (local.get 1))
      (i16x8.sub_sat_u
        (v128.const i16x8 -32768 -32768 32767 32767 -1 128 -129 255)
        (v128.const i16x8 -32768 32767 -32768 32767 1 -128 256 16384)))))
  (func (export "9 i16x8.avgr_u") (param v128 v128) (result i32)
    (i8x16.all_true (i8x16.eq (i16x8.avgr_u (local.get 0) (local.get 1))
      (i16x8.avgr_u
        (v128.const i16x8 -32768 -32768 32767 32767 -1 128 -129 255)
        (v128.const i16x8 -32768 32767 -32768 32767 1 -128 256 16384)))))
  (func (export "10 i8x16.min_s") (param v128 v128) (result i32)
    (i8x16.all_true (i8x16.eq (i8x16.min_s (local.get 0) (local.get 1))
      (i8x16.min_s
        (v128.const i8x16 -128 -128 127 127 0 1 -1 255 16 15 128 143 64 200 100 7)
        (v128.const i8x16 -128 127 -128 127 15 16 127 128 255 2 0 1 70 200 100 9)))))
  (func (export "11 i8x16.min_u") (param v128 v128) (result i32)
    (i8x16.all_true (i8x16.eq (i8x16.min_u (local.get 0) (local.get 1))
      (i8x16.min_u
        (v128.const i8x16 -128 -128 127 127 0 1 -1 255 16 15 128 143 64 200 100 7)
        (v128.const i8x16 -128 127 -128 127 15 16 127 128 255 2 0 1 70 200 100 9)))))
  (func (export "12 i8x16.max_s") (param v128 v128) (result i32)
    (i8x16.all_true (i8x16.eq (i8x16.max_s (local.get 0) (local.get 1))
      (i8x16.max_s
        (v128.const i8x16 -128 -128 127 127 0 1 -1 255 16 15 128 143 64 200 100 7)
        (v128.const i8x16 -128 127 -128 127 15 16 127 128 255 2 0 1 70 200 100 9)))))
  (func (export "13 i8x16.max_u") (param v128 v128) (result i32)
    (i8x16.all_true (i8x16.eq (i8x16.max_u (local.get 0) (local.get 1))
      (i8x16.max_u
        (v128.const i8x16 -128 -128 127 127 0 1 -1 255 16 15 128 143 64 200 100 7)
        (v128.const i8x16 -128 127 -128 127 15 16 127 128 255 2 0 1 70 200 100 9)))))
  (func (export "14 i8x16.lt_u") (param v128 v128) (result i32)
    (i8x16.all_true (i8x16.eq (i8x16.lt_u (local.get 0) (local.get 1))
      (i8x16.lt_u
        (v128.const i8x16 -128 -128 127 127 0 1 -1 255 16 15 128 143 64 200 100 7)
        (v128.const i8x16 -128 127 -128 127 15 16 127 128 255 2 0 1 70 200 100 9)))))
  (func (export "15 i8x16.ge_u") (param v128 v128) (result i32)
    (i8x16.all_true (i8x16.eq (i8x16.ge_u (local.get 0) (local.get 1))
      (i8x16.ge_u
        (v128.const i8x16 -128 -128 127 127 0 1 -1 255 16 15 128 143 64 200 100 7)
        (v128.const i8x16 -128 127 -128 127 15 16 127 128 255 2 0 1 70 200 100 9)))))
  (func (export "16 i16x8.min_s") (param v128 v128) (result i32)
    (i8x16.all_true (i8x16.eq (i16x8.min_s (local.get 0) (local.get 1))
      (i16x8.min_s
        (v128.const i16x8 -32768 -32768 32767 32767 -1 128 -129 255)
        (v128.const i16x8 -32768 32767 -32768 32767 1 -128 256 16384)))))
  (func (export "17 i16x8.min_u") (param v128 v128) (result i32)
    (i8x16.all_true (i8x16.eq (i16x8.min_u (local.get 0) (local.get 1))
      (i16x8.min_u
        (v128.const i16x8 -32768 -32768 32767 32767 -1 128 -129 255)
        (v128.const i16x8 -32768 32767 -32768 32767 1 -128 256 16384)))))
  (func (export "18 i16x8.max_s") (param v128 v128) (result i32)
    (i8x16.all_true (i8x16.eq (i16x8.max_s (local.get 0) (local.get 1))
      (i16x8.max_s
        (v128.const i16x8 -32768 -32768 32767 32767 -1 128 -129 255)
        (v128.const i16x8 -32768 32767 -32768 32767 1 -128 256 16384)))))
  (func (export "19 i16x8.max_u") (param v128 v128) (result i32)
    (i8x16.all_true (i8x16.eq (i16x8.max_u (local.get 0) (local.get 1))
      (i16x8.max_u
        (v128.const i16x8 -32768 -32768 32767 32767 -1 128 -129 255)
        (v128.const i16x8 -32768 32767 -32768 32767 1 -128 256 16384)))))
  (func (export "20 i16x8.lt_u") (param v128 v128) (result i32)
    (i8x16.all_true (i8x16.eq (i16x8.lt_u (local.get 0) (local.get 1))
      (i16x8.lt_u
        (v128.const i16x8 -32768 -32768 32767 32767 -1 128 -129 255)
        (v128.const i16x8 -32768 32767 -32768 32767 1 -128 256 16384)))))
  (func (export "21 i16x8.ge_u") (param v128 v128) (result i32)
    (i8x16.all_true (i8x16.eq (i16x8.ge_u (local.get 0) (local.get 1))
      (i16x8.ge_u
        (v128.const i16x8 -32768 -32768 32767 32767 -1 128 -129 255)
        (v128.const i16x8 -32768 32767 -32768 32767 1 -128 256 16384)))))
  (func (export "22 i32x4.min_s") (param v128 v128) (result i32)
    (i8x16.all_true (i8x16.eq (i32x4.min_s (local.get 0) (local.get 1))
      (i32x4.min_s
        (v128.const i32x4 0x80000000 0x7fffffff 65536 -32769)
        (v128.const i32x4 0x80000000 -1 32768 0x01000001)))))
  (func (export "23 i32x4.min_u") (param v128 v128) (result i32)
    (i8x16.all_true (i8x16.eq (i32x4.min_u (local.get 0) (local.get 1))
      (i32x4.min_u
        (v128.const i32x4 0x80000000 0x7fffffff 65536 -32769)
        (v128.const i32x4 0x80000000 -1 32768 0x01000001)))))
  (func (export "24 i32x4.max_s") (param v128 v128) (result i32)
    (i8x16.all_true (i8x16.eq (i32x4.max_s (local.get 0) (local.get 1))
      (i32x4.max_s
        (v128.const i32x4 0x80000000 0x7fffffff 65536 -32769)
        (v128.const i32x4 0x80000000 -1 32768 0x01000001)))))
  (func (export "25 i32x4.max_u") (param v128 v128) (result i32)
    (i8x16.all_true (i8x16.eq (i32x4.max_u (local.get 0) (local.get 1))
      (i32x4.max_u
        (v128.const i32x4 0x80000000 0x7fffffff 65536 -32769)
        (v128.const i32x4 0x80000000 -1 32768 0x01000001)))))
  (func (export "26 i32x4.lt_u") (param v128 v128) (result i32)
    (i8x16.all_true (i8x16.eq (i32x4.lt_u (local.get 0) (local.get 1))
      (i32x4.lt_u
        (v128.const i32x4 0x80000000 0x7fffffff 65536 -32769)
        (v128.const i32x4 0x80000000 -1 32768 0x01000001)))))
  (func (export "27 i32x4.ge_u") (param v128 v128) (result i32)
    (i8x16.all_true (i8x16.eq (i32x4.ge_u (local.get 0) (local.get 1))
      (i32x4.ge_u
        (v128.const i32x4 0x80000000 0x7fffffff 65536 -32769)
        (v128.const i32x4 0x80000000 -1 32768 0x01000001)))))
  (func (export "28 i8x16.add") (param v128 v128) (result i32)
    (i8x16.all_true (i8x16.eq (i8x16.add (local.get 0) (local.get 1))
      (i8x16.add
        (v128.const i8x16 -128 -128 127 127 0 1 -1 255 16 15 128 143 64 200 100 7)
        (v128.const i8x16 -128 127 -128 127 15 16 127 128 255 2 0 1 70 200 100 9)))))
  (func (export "29 i8x16.sub") (param v128 v128) (result i32)
    (i8x16.all_true (i8x16.eq (i8x16.sub (local.get 0) (local.get 1))
      (i8x16.sub
        (v128.const i8x16 -128 -128 127 127 0 1 -1 255 16 15 128 143 64 200 100 7)
        (v128.const i8x16 -128 127 -128 127 15 16 127 128 255 2 0 1 70 200 100 9)))))
  (func (export "30 i8x16.eq") (param v128 v128) (result i32)
    (i8x16.all_true (i8x16.eq (i8x16.eq (local.get 0) (local.get 1))
      (i8x16.eq
        (v128.const i8x16 -128 -128 127 127 0 1 -1 255 16 15 128 143 64 200 100 7)
        (v128.const i8x16 -128 127 -128 127 15 16 127 128 255 2 0 1 70 200 100 9)))))
  (func (export "31 i8x16.ne") (param v128 v128) (result i32)
    (i8x16.all_true (i8x16.eq (i8x16.ne (local.get 0) (local.get 1))
      (i8x16.ne
        (v128.const i8x16 -128 -128 127 127 0 1 -1 255 16 15 128 143 64 200 100 7)
        (v128.const i8x16 -128 127 -128 127 15 16 127 128 255 2 0 1 70 200 100 9)))))
  (func (export "32 i8x16.lt_s") (param v128 v128) (result i32)
    (i8x16.all_true (i8x16.eq (i8x16.lt_s (local.get 0) (local.get 1))
      (i8x16.lt_s
        (v128.const i8x16 -128 -128 127 127 0 1 -1 255 16 15 128 143 64 200 100 7)
        (v128.const i8x16 -128 127 -128 127 15 16 127 128 255 2 0 1 70 200 100 9)))))
  (func (export "33 i8x16.gt_s") (param v128 v128) (result i32)
    (i8x16.all_true (i8x16.eq (i8x16.gt_s (local.get 0) (local.get 1))
      (i8x16.gt_s
        (v128.const i8x16 -128 -128 127 127 0 1 -1 255 16 15 128 143 64 200 100 7)
        (v128.const i8x16 -128 127 -128 127 15 16 127 128 255 2 0 1 70 200 100 9)))))
  (func (export "34 i8x16.le_s") (param v128 v128) (result i32)
    (i8x16.all_true (i8x16.eq (i8x16.le_s (local.get 0) (local.get 1))
      (i8x16.le_s
        (v128.const i8x16 -128 -128 127 127 0 1 -1 255 16 15 128 143 64 200 100 7)
        (v128.const i8x16 -128 127 -128 127 15 16 127 128 255 2 0 1 70 200 100 9)))))
  (func (export "35 i8x16.ge_s") (param v128 v128) (result i32)
    (i8x16.all_true (i8x16.eq (i8x16.ge_s (local.get 0) (local.get 1))
      (i8x16.ge_s
        (v128.const i8x16 -128 -128 127 127 0 1 -1 255 16 15 128 143 64 200 100 7)
        (v128.const i8x16 -128 127 -128 127 15 16 127 128 255 2 0 1 70 200 100 9)))))
  (func (export "36 i8x16.abs") (param v128) (result i32)
    (i8x16.all_true (i8x16.eq (i8x16.abs (local.get 0))
      (i8x16.abs
        (v128.const i8x16 -128 -128 127 127 0 1 -1 255 16 15 128 143 64 200 100 7)))))
  (func (export "37 i8x16.abs") (param v128) (result i32)
    (i8x16.all_true (i8x16.eq (i8x16.abs (local.get 0))
      (i8x16.abs
        (v128.const i8x16 -128 127 -128 127 15 16 127 128 255 2 0 1 70 200 100 9)))))
  (func (export "38 i8x16.neg") (param v128) (result i32)
    (i8x16.all_true (i8x16.eq (i8x16.neg (local.get 0))
      (i8x16.neg
        (v128.const i8x16 -128 -128 127 127 0 1 -1 255 16 15 128 143 64 200 100 7)))))
  (func (export "39 i8x16.neg") (param v128) (result i32)
    (i8x16.all_true (i8x16.eq (i8x16.neg (local.get 0))
      (i8x16.neg
        (v128.const i8x16 -128 127 -128 127 15 16 127 128 255 2 0 1 70 200 100 9)))))
  (func (export "40 i16x8.add") (param v128 v128) (result i32)
    (i8x16.all_true (i8x16.eq (i16x8.add (local.get 0) (local.get 1))
      (i16x8.add
        (v128.const i16x8 -32768 -32768 32767 32767 -1 128 -129 255)
        (v128.const i16x8 -32768 32767 -32768 32767 1 -128 256 16384)))))
  (func (export "41 i16x8.sub") (param v128 v128) (result i32)
    (i8x16.all_true (i8x16.eq (i16x8.sub (local.get 0) (local.get 1))
      (i16x8.sub
        (v128.const i16x8 -32768 -32768 32767 32767 -1 128 -129 255)
        (v128.const i16x8 -32768 32767 -32768 32767 1 -128 256 16384)))))
  (func (export "42 i16x8.eq") (param v128 v128) (result i32)
    (i8x16.all_true (i8x16.eq (i16x8.eq (local.get 0) (local.get 1))
      (i16x8.eq
        (v128.const i16x8 -32768 -32768 32767 32767 -1 128 -129 255)
        (v128.const i16x8 -32768 32767 -32768 32767 1 -128 256 16384)))))
  (func (export "43 i16x8.ne") (param v128 v128) (result i32)
    (i8x16.all_true (i8x16.eq (i16x8.ne (local.get 0) (local.get 1))
      (i16x8.ne
        (v128.const i16x8 -32768 -32768 32767 32767 -1 128 -129 255)
        (v128.const i16x8 -32768 32767 -32768 32767 1 -128 256 16384)))))
  (func (export "44 i16x8.lt_s") (param v128 v128) (result i32)
    (i8x16.all_true (i8x16.eq (i16x8.lt_s (local.get 0) (local.get 1))
      (i16x8.lt_s
        (v128.const i16x8 -32768 -32768 32767 32767 -1 128 -129 255)
        (v128.const i16x8 -32768 32767 -32768 32767 1 -128 256 16384)))))
  (func (export "45 i16x8.gt_s") (param v128 v128) (result i32)
    (i8x16.all_true (i8x16.eq (i16x8.gt_s (local.get 0) (local.get 1))
      (i16x8.gt_s
        (v128.const i16x8 -32768 -32768 32767 32767 -1 128 -129 255)
        (v128.const i16x8 -32768 32767 -32768 32767 1 -128 256 16384)))))
  (func (export "46 i16x8.le_s") (param v128 v128) (result i32)
    (i8x16.all_true (i8x16.eq (i16x8.le_s (local.get 0) (local.get 1))
      (i16x8.le_s
        (v128.const i16x8 -32768 -32768 32767 32767 -1 128 -129 255)
        (v128.const i16x8 -32768 32767 -32768 32767 1 -128 256 16384)))))
  (func (export "47 i16x8.ge_s") (param v128 v128) (result i32)
    (i8x16.all_true (i8x16.eq (i16x8.ge_s (local.get 0) (local.get 1))
      (i16x8.ge_s
        (v128.const i16x8 -32768 -32768 32767 32767 -1 128 -129 255)
        (v128.const i16x8 -32768 32767 -32768 32767 1 -128 256 16384)))))
  (func (export "48 i16x8.abs") (param v128) (result i32)
    (i8x16.all_true (i8x16.eq (i16x8.abs (local.get 0))
      (i16x8.abs
        (v128.const i16x8 -32768 -32768 32767 32767 -1 128 -129 255)))))
  (func (export "49 i16x8.abs") (param v128) (result i32)
    (i8x16.all_true (i8x16.eq (i16x8.abs (local.get 0))
      (i16x8.abs
        (v128.const i16x8 -32768 32767 -32768 32767 1 -128 256 16384)))))
  (func (export "50 i16x8.neg") (param v128) (result i32)
    (i8x16.all_true (i8x16.eq (i16x8.neg (local.get 0))
      (i16x8.neg
        (v128.const i16x8 -32768 -32768 32767 32767 -1 128 -129 255)))))
  (func (export "51 i16x8.neg") (param v128) (result i32)
    (i8x16.all_true (i8x16.eq (i16x8.neg (local.get 0))
      (i16x8.neg
        (v128.const i16x8 -32768 32767 -32768 32767 1 -128 256 16384)))))
  (func (export "52 i16x8.mul") (param v128 v128) (result i32)
    (i8x16.all_true (i8x16.eq (i16x8.mul (local.get 0) (local.get 1))
      (i16x8.mul
        (v128.const i16x8 -32768 -32768 32767 32767 -1 128 -129 255)
        (v128.const i16x8 -32768 32767 -32768 32767 1 -128 256 16384)))))
  (func (export "53 i32x4.add") (param v128 v128) (result i32)
    (i8x16.all_true (i8x16.eq (i32x4.add (local.get 0) (local.get 1))
      (i32x4.add
        (v128.const i32x4 0x80000000 0x7fffffff 65536 -32769)
        (v128.const i32x4 0x80000000 -1 32768 0x01000001)))))
  (func (export "54 i32x4.sub") (param v128 v128) (result i32)
    (i8x16.all_true (i8x16.eq (i32x4.sub (local.get 0) (local.get 1))
      (i32x4.sub
        (v128.const i32x4 0x80000000 0x7fffffff 65536 -32769)
        (v128.const i32x4 0x80000000 -1 32768 0x01000001)))))
  (func (export "55 i32x4.eq") (param v128 v128) (result i32)
    (i8x16.all_true (i8x16.eq (i32x4.eq (local.get 0) (local.get 1))
      (i32x4.eq
        (v128.const i32x4 0x80000000 0x7fffffff 65536 -32769)
        (v128.const i32x4 0x80000000 -1 32768 0x01000001)))))
  (func (export "56 i32x4.ne") (param v128 v128) (result i32)
    (i8x16.all_true (i8x16.eq (i32x4.ne (local.get 0) (local.get 1))
      (i32x4.ne
        (v128.const i32x4 0x80000000 0x7fffffff 65536 -32769)
        (v128.const i32x4 0x80000000 -1 32768 0x01000001)))))
  (func (export "57 i32x4.lt_s") (param v128 v128) (result i32)
    (i8x16.all_true (i8x16.eq (i32x4.lt_s (local.get 0) (local.get 1))
      (i32x4.lt_s
        (v128.const i32x4 0x80000000 0x7fffffff 65536 -32769)
        (v128.const i32x4 0x80000000 -1 32768 0x01000001)))))
  (func (export "58 i32x4.gt_s") (param v128 v128) (result i32)
    (i8x16.all_true (i8x16.eq (i32x4.gt_s (local.get 0) (local.get 1))
      (i32x4.gt_s
        (v128.const i32x4 0x80000000 0x7fffffff 65536 -32769)
        (v128.const i32x4 0x80000000 -1 32768 0x01000001)))))
  (func (export "59 i32x4.le_s") (param v128 v128) (result i32)
    (i8x16.all_true (i8x16.eq (i32x4.le_s (local.get 0) (local.get 1))
      (i32x4.le_s
        (v128.const i32x4 0x80000000 0x7fffffff 65536 -32769)
        (v128.const i32x4 0x80000000 -1 32768 0x01000001)))))
  (func (export "60 i32x4.ge_s") (param v128 v128) (result i32)
    (i8x16.all_true (i8x16.eq (i32x4.ge_s (local.get 0) (local.get 1))
      (i32x4.ge_s
        (v128.const i32x4 0x80000000 0x7fffffff 65536 -32769)
        (v128.const i32x4 0x80000000 -1 32768 0x01000001)))))
  (func (export "61 i32x4.abs") (param v128) (result i32)
    (i8x16.all_true (i8x16.eq (i32x4.abs (local.get 0))
      (i32x4.abs
        (v128.const i32x4 0x80000000 0x7fffffff 65536 -32769)))))
  (func (export "62 i32x4.abs") (param v128) (result i32)
    (i8x16.all_true (i8x16.eq (i32x4.abs (local.get 0))
      (i32x4.abs
        (v128.const i32x4 0x80000000 -1 32768 0x01000001)))))
  (func (export "63 i32x4.neg") (param v128) (result i32)
    (i8x16.all_true (i8x16.eq (i32x4.neg (local.get 0))
      (i32x4.neg
        (v128.const i32x4 0x80000000 0x7fffffff 65536 -32769)))))
  (func (export "64 i32x4.neg") (param v128) (result i32)
    (i8x16.all_true (i8x16.eq (i32x4.neg (local.get 0))
      (i32x4.neg
        (v128.const i32x4 0x80000000 -1 32768 0x01000001)))))
  (func (export "65 i32x4.mul") (param v128 v128) (result i32)
    (i8x16.all_true (i8x16.eq (i32x4.mul (local.get 0) (local.get 1))
      (i32x4.mul
        (v128.const i32x4 0x80000000 0x7fffffff 65536 -32769)
        (v128.const i32x4 0x80000000 -1 32768 0x01000001)))))
  (func (export "66 i64x2.add") (param v128 v128) (result i32)
    (i8x16.all_true (i8x16.eq (i64x2.add (local.get 0) (local.get 1))
      (i64x2.add
        (v128.const i64x2 0x8000000000000000 0x00000000ffffffff)
        (v128.const i64x2 0xffffffffffffffff 0x7fffffffffffffff)))))
  (func (export "67 i64x2.sub") (param v128 v128) (result i32)
    (i8x16.all_true (i8x16.eq (i64x2.sub (local.get 0) (local.get 1))
      (i64x2.sub
        (v128.const i64x2 0x8000000000000000 0x00000000ffffffff)
        (v128.const i64x2 0xffffffffffffffff 0x7fffffffffffffff)))))
  (func (export "68 i64x2.eq") (param v128 v128) (result i32)
    (i8x16.all_true (i8x16.eq (i64x2.eq (local.get 0) (local.get 1))
      (i64x2.eq
        (v128.const i64x2 0x8000000000000000 0x00000000ffffffff)
        (v128.const i64x2 0xffffffffffffffff 0x7fffffffffffffff)))))
  (func (export "69 i64x2.ne") (param v128 v128) (result i32)
    (i8x16.all_true (i8x16.eq (i64x2.ne (local.get 0) (local.get 1))
      (i64x2.ne
        (v128.const i64x2 0x8000000000000000 0x00000000ffffffff)
        (v128.const i64x2 0xffffffffffffffff 0x7fffffffffffffff)))))
  (func (export "70 i64x2.lt_s") (param v128 v128) (result i32)
    (i8x16.all_true (i8x16.eq (i64x2.lt_s (local.get 0) (local.get 1))
      (i64x2.lt_s
        (v128.const i64x2 0x8000000000000000 0x00000000ffffffff)
        (v128.const i64x2 0xffffffffffffffff 0x7fffffffffffffff)))))
  (func (export "71 i64x2.gt_s") (param v128 v128) (result i32)
    (i8x16.all_true (i8x16.eq (i64x2.gt_s (local.get 0) (local.get 1))
      (i64x2.gt_s
        (v128.const i64x2 0x8000000000000000 0x00000000ffffffff)
        (v128.const i64x2 0xffffffffffffffff 0x7fffffffffffffff)))))
  (func (export "72 i64x2.le_s") (param v128 v128) (result i32)
    (i8x16.all_true (i8x16.eq (i64x2.le_s (local.get 0) (local.get 1))
      (i64x2.le_s
        (v128.const i64x2 0x8000000000000000 0x00000000ffffffff)
        (v128.const i64x2 0xffffffffffffffff 0x7fffffffffffffff)))))
  (func (export "73 i64x2.ge_s") (param v128 v128) (result i32)
    (i8x16.all_true (i8x16.eq (i64x2.ge_s (local.get 0) (local.get 1))
      (i64x2.ge_s
        (v128.const i64x2 0x8000000000000000 0x00000000ffffffff)
        (v128.const i64x2 0xffffffffffffffff 0x7fffffffffffffff)))))
  (func (export "74 i64x2.abs") (param v128) (result i32)
    (i8x16.all_true (i8x16.eq (i64x2.abs (local.get 0))
      (i64x2.abs
        (v128.const i64x2 0x8000000000000000 0x00000000ffffffff)))))
  (func (export "75 i64x2.abs") (param v128) (result i32)
    (i8x16.all_true (i8x16.eq (i64x2.abs (local.get 0))
      (i64x2.abs
        (v128.const i64x2 0xffffffffffffffff 0x7fffffffffffffff)))))
  (func (export "76 i64x2.neg") (param v128) (result i32)
    (i8x16.all_true (i8x16.eq (i64x2.neg (local.get 0))
      (i64x2.neg
        (v128.const i64x2 0x8000000000000000 0x00000000ffffffff)))))
  (func (export "77 i64x2.neg") (param v128) (result i32)
    (i8x16.all_true (i8x16.eq (i64x2.neg (local.get 0))
      (i64x2.neg
        (v128.const i64x2 0xffffffffffffffff 0x7fffffffffffffff)))))
  (func (export "78 i64x2.mul") (param v128 v128) (result i32)
    (i8x16.all_true (i8x16.eq (i64x2.mul (local.get 0) (local.get 1))
      (i64x2.mul
        (v128.const i64x2 0x8000000000000000 0x00000000ffffffff)
        (v128.const i64x2 0xffffffffffffffff 0x7fffffffffffffff)))))
  (func (export "79 i8x16.popcnt") (param v128) (result i32)
    (i8x16.all_true (i8x16.eq (i8x16.popcnt (local.get 0))
      (i8x16.popcnt
        (v128.const i8x16 -128 -128 127 127 0 1 -1 255 16 15 128 143 64 200 100 7)))))
  (func (export "80 i8x16.popcnt") (param v128) (result i32)
    (i8x16.all_true (i8x16.eq (i8x16.popcnt (local.get 0))
      (i8x16.popcnt
        (v128.const i8x16 -128 127 -128 127 15 16 127 128 255 2 0 1 70 200 100 9)))))
  (func (export "81 i8x16.swizzle") (param v128 v128) (result i32)
    (i8x16.all_true (i8x16.eq (i8x16.swizzle (local.get 0) (local.get 1))
      (i8x16.swizzle
        (v128.const i8x16 -128 -128 127 127 0 1 -1 255 16 15 128 143 64 200 100 7)
        (v128.const i8x16 -128 127 -128 127 15 16 127 128 255 2 0 1 70 200 100 9)))))
  (func (export "82 i8x16.swizzle") (param v128 v128) (result i32)
    (i8x16.all_true (i8x16.eq (i8x16.swizzle (local.get 0) (local.get 1))
      (i8x16.swizzle
        (v128.const i8x16 -128 127 -128 127 15 16 127 128 255 2 0 1 70 200 100 9)
        (v128.const i8x16 -128 -128 127 127 0 1 -1 255 16 15 128 143 64 200 100 7)))))
  (func (export "83 i8x16.relaxed_swizzle") (param v128 v128) (result i32)
    (i8x16.all_true (i8x16.eq (i8x16.relaxed_swizzle (local.get 0) (local.get 1))
      (i8x16.relaxed_swizzle
        (v128.const i8x16 -128 -128 127 127 0 1 -1 255 16 15 128 143 64 200 100 7)
        (v128.const i8x16 -128 127 -128 127 15 16 127 128 255 2 0 1 70 200 100 9)))))
  (func (export "84 i8x16.relaxed_swizzle") (param v128 v128) (result i32)
    (i8x16.all_true (i8x16.eq (i8x16.relaxed_swizzle (local.get 0) (local.get 1))
      (i8x16.relaxed_swizzle
        (v128.const i8x16 -128 127 -128 127 15 16 127 128 255 2 0 1 70 200 100 9)
        (v128.const i8x16 -128 -128 127 127 0 1 -1 255 16 15 128 143 64 200 100 7)))))
  (func (export "85 i8x16.narrow_i16x8_s") (param v128 v128) (result i32)
    (i8x16.all_true (i8x16.eq (i8x16.narrow_i16x8_s (local.get 0) (local.get 1))
      (i8x16.narrow_i16x8_s
        (v128.const i16x8 -32768 -32768 32767 32767 -1 128 -129 255)
        (v128.const i16x8 -32768 32767 -32768 32767 1 -128 256 16384)))))
  (func (export "86 i8x16.narrow_i16x8_u") (param v128 v128) (result i32)
    (i8x16.all_true (i8x16.eq (i8x16.narrow_i16x8_u (local.get 0) (local.get 1))
      (i8x16.narrow_i16x8_u
        (v128.const i16x8 -32768 -32768 32767 32767 -1 128 -129 255)
        (v128.const i16x8 -32768 32767 -32768 32767 1 -128 256 16384)))))
  (func (export "87 i16x8.narrow_i32x4_s") (param v128 v128) (result i32)
    (i8x16.all_true (i8x16.eq (i16x8.narrow_i32x4_s (local.get 0) (local.get 1))
      (i16x8.narrow_i32x4_s
        (v128.const i32x4 0x80000000 0x7fffffff 65536 -32769)
        (v128.const i32x4 0x80000000 -1 32768 0x01000001)))))
  (func (export "88 i16x8.narrow_i32x4_u") (param v128 v128) (result i32)
    (i8x16.all_true (i8x16.eq (i16x8.narrow_i32x4_u (local.get 0) (local.get 1))
      (i16x8.narrow_i32x4_u
        (v128.const i32x4 0x80000000 0x7fffffff 65536 -32769)
        (v128.const i32x4 0x80000000 -1 32768 0x01000001)))))
  (func (export "89 i16x8.q15mulr_sat_s") (param v128 v128) (result i32)
    (i8x16.all_true (i8x16.eq (i16x8.q15mulr_sat_s (local.get 0) (local.get 1))
      (i16x8.q15mulr_sat_s
        (v128.const i16x8 -32768 -32768 32767 32767 -1 128 -129 255)
        (v128.const i16x8 -32768 32767 -32768 32767 1 -128 256 16384)))))
  (func (export "90 i16x8.relaxed_q15mulr_s") (param v128 v128) (result i32)
    (i8x16.all_true (i8x16.eq (i16x8.relaxed_q15mulr_s (local.get 0) (local.get 1))
      (i16x8.relaxed_q15mulr_s
        (v128.const i16x8 -32768 -32768 32767 32767 -1 128 -129 255)
        (v128.const i16x8 -32768 32767 -32768 32767 1 -128 256 16384)))))
  (func (export "91 i32x4.dot_i16x8_s") (param v128 v128) (result i32)
    (i8x16.all_true (i8x16.eq (i32x4.dot_i16x8_s (local.get 0) (local.get 1))
      (i32x4.dot_i16x8_s
        (v128.const i16x8 -32768 -32768 32767 32767 -1 128 -129 255)
        (v128.const i16x8 -32768 32767 -32768 32767 1 -128 256 16384)))))
  (func (export "92 i16x8.relaxed_dot_i8x16_i7x16_s") (param v128 v128) (result i32)
    (i8x16.all_true (i8x16.eq (i16x8.relaxed_dot_i8x16_i7x16_s (local.get 0) (local.get 1))
      (i16x8.relaxed_dot_i8x16_i7x16_s
        (v128.const i8x16 -128 -128 127 127 0 1 -1 255 16 15 128 143 64 200 100 7)
        (v128.const i8x16 -128 127 -128 127 15 16 127 128 255 2 0 1 70 200 100 9)))))
  (func (export "93 i32x4.relaxed_dot_i8x16_i7x16_add_s") (param v128 v128 v128) (result i32)
    (i8x16.all_true (i8x16.eq (i32x4.relaxed_dot_i8x16_i7x16_add_s (local.get 0) (local.get 1) (local.get 2))
      (i32x4.relaxed_dot_i8x16_i7x16_add_s
        (v128.const i8x16 -128 -128 127 127 0 1 -1 255 16 15 128 143 64 200 100 7)
        (v128.const i8x16 -128 127 -128 127 15 16 127 128 255 2 0 1 70 200 100 9)
        (v128.const i32x4 0x80000000 0x7fffffff 65536 -32769)))))
  (func (export "94 i16x8.extmul_low_i8x16_s") (param v128 v128) (result i32)
    (i8x16.all_true (i8x16.eq (i16x8.extmul_low_i8x16_s (local.get 0) (local.get 1))
      (i16x8.extmul_low_i8x16_s
        (v128.const i8x16 -128 -128 127 127 0 1 -1 255 16 15 128 143 64 200 100 7)
        (v128.const i8x16 -128 127 -128 127 15 16 127 128 255 2 0 1 70 200 100 9)))))
  (func (export "95 i16x8.extend_low_i8x16_s") (param v128) (result i32)
    (i8x16.all_true (i8x16.eq (i16x8.extend_low_i8x16_s (local.get 0))
      (i16x8.extend_low_i8x16_s
        (v128.const i8x16 -128 -128 127 127 0 1 -1 255 16 15 128 143 64 200 100 7)))))
  (func (export "96 i16x8.extmul_high_i8x16_s") (param v128 v128) (result i32)
    (i8x16.all_true (i8x16.eq (i16x8.extmul_high_i8x16_s (local.get 0) (local.get 1))
      (i16x8.extmul_high_i8x16_s
        (v128.const i8x16 -128 -128 127 127 0 1 -1 255 16 15 128 143 64 200 100 7)
        (v128.const i8x16 -128 127 -128 127 15 16 127 128 255 2 0 1 70 200 100 9)))))
  (func (export "97 i16x8.extend_high_i8x16_s") (param v128) (result i32)
    (i8x16.all_true (i8x16.eq (i16x8.extend_high_i8x16_s (local.get 0))
      (i16x8.extend_high_i8x16_s
        (v128.const i8x16 -128 -128 127 127 0 1 -1 255 16 15 128 143 64 200 100 7)))))
  (func (export "98 i16x8.extadd_pairwise_i8x16_s") (param v128) (result i32)
    (i8x16.all_true (i8x16.eq (i16x8.extadd_pairwise_i8x16_s (local.get 0))
      (i16x8.extadd_pairwise_i8x16_s
        (v128.const i8x16 -128 -128 127 127 0 1 -1 255 16 15 128 143 64 200 100 7)))))
  (func (export "99 i16x8.extadd_pairwise_i8x16_s") (param v128) (result i32)
    (i8x16.all_true (i8x16.eq (i16x8.extadd_pairwise_i8x16_s (local.get 0))
      (i16x8.extadd_pairwise_i8x16_s
        (v128.const i8x16 -128 127 -128 127 15 16 127 128 255 2 0 1 70 200 100 9)))))
  (func (export "100 i16x8.extmul_low_i8x16_u") (param v128 v128) (result i32)
    (i8x16.all_true (i8x16.eq (i16x8.extmul_low_i8x16_u (local.get 0) (local.get 1))
      (i16x8.extmul_low_i8x16_u
        (v128.const i8x16 -128 -128 127 127 0 1 -1 255 16 15 128 143 64 200 100 7)
        (v128.const i8x16 -128 127 -128 127 15 16 127 128 255 2 0 1 70 200 100 9)))))
  (func (export "101 i16x8.extend_low_i8x16_u") (param v128) (result i32)
    (i8x16.all_true (i8x16.eq (i16x8.extend_low_i8x16_u (local.get 0))
      (i16x8.extend_low_i8x16_u
        (v128.const i8x16 -128 -128 127 127 0 1 -1 255 16 15 128 143 64 200 100 7)))))
  (func (export "102 i16x8.extmul_high_i8x16_u") (param v128 v128) (result i32)
    (i8x16.all_true (i8x16.eq (i16x8.extmul_high_i8x16_u (local.get 0) (local.get 1))
      (i16x8.extmul_high_i8x16_u
        (v128.const i8x16 -128 -128 127 127 0 1 -1 255 16 15 128 143 64 200 100 7)
        (v128.const i8x16 -128 127 -128 127 15 16 127 128 255 2 0 1 70 200 100 9)))))
  (func (export "103 i16x8.extend_high_i8x16_u") (param v128) (result i32)
    (i8x16.all_true (i8x16.eq (i16x8.extend_high_i8x16_u (local.get 0))
      (i16x8.extend_high_i8x16_u
        (v128.const i8x16 -128 -128 127 127 0 1 -1 255 16 15 128 143 64 200 100 7)))))
  (func (export "104 i16x8.extadd_pairwise_i8x16_u") (param v128) (result i32)
    (i8x16.all_true (i8x16.eq (i16x8.extadd_pairwise_i8x16_u (local.get 0))
      (i16x8.extadd_pairwise_i8x16_u
        (v128.const i8x16 -128 -128 127 127 0 1 -1 255 16 15 128 143 64 200 100 7)))))
  (func (export "105 i16x8.extadd_pairwise_i8x16_u") (param v128) (result i32)
    (i8x16.all_true (i8x16.eq (i16x8.extadd_pairwise_i8x16_u (local.get 0))
      (i16x8.extadd_pairwise_i8x16_u
        (v128.const i8x16 -128 127 -128 127 15 16 127 128 255 2 0 1 70 200 100 9)))))
  (func (export "106 i32x4.extmul_low_i16x8_s") (param v128 v128) (result i32)
    (i8x16.all_true (i8x16.eq (i32x4.extmul_low_i16x8_s (local.get 0) (local.get 1))
      (i32x4.extmul_low_i16x8_s
        (v128.const i16x8 -32768 -32768 32767 32767 -1 128 -129 255)
        (v128.const i16x8 -32768 32767 -32768 32767 1 -128 256 16384)))))
  (func (export "107 i32x4.extend_low_i16x8_s") (param v128) (result i32)
    (i8x16.all_true (i8x16.eq (i32x4.extend_low_i16x8_s (local.get 0))
      (i32x4.extend_low_i16x8_s
        (v128.const i16x8 -32768 -32768 32767 32767 -1 128 -129 255)))))
  (func (export "108 i32x4.extmul_high_i16x8_s") (param v128 v128) (result i32)
    (i8x16.all_true (i8x16.eq (i32x4.extmul_high_i16x8_s (local.get 0) (local.get 1))
      (i32x4.extmul_high_i16x8_s
        (v128.const i16x8 -32768 -32768 32767 32767 -1 128 -129 255)
        (v128.const i16x8 -32768 32767 -32768 32767 1 -128 256 16384)))))
  (func (export "109 i32x4.extend_high_i16x8_s") (param v128) (result i32)
    (i8x16.all_true (i8x16.eq (i32x4.extend_high_i16x8_s (local.get 0))
      (i32x4.extend_high_i16x8_s
        (v128.const i16x8 -32768 -32768 32767 32767 -1 128 -129 255)))))
  (func (export "110 i32x4.extadd_pairwise_i16x8_s") (param v128) (result i32)
    (i8x16.all_true (i8x16.eq (i32x4.extadd_pairwise_i16x8_s (local.get 0))
      (i32x4.extadd_pairwise_i16x8_s
        (v128.const i16x8 -32768 -32768 32767 32767 -1 128 -129 255)))))
  (func (export "111 i32x4.extadd_pairwise_i16x8_s") (param v128) (result i32)
    (i8x16.all_true (i8x16.eq (i32x4.extadd_pairwise_i16x8_s (local.get 0))
      (i32x4.extadd_pairwise_i16x8_s
        (v128.const i16x8 -32768 32767 -32768 32767 1 -128 256 16384)))))
  (func (export "112 i32x4.extmul_low_i16x8_u") (param v128 v128) (result i32)
    (i8x16.all_true (i8x16.eq (i32x4.extmul_low_i16x8_u (local.get 0) (local.get 1))
      (i32x4.extmul_low_i16x8_u
        (v128.const i16x8 -32768 -32768 32767 32767 -1 128 -129 255)
        (v128.const i16x8 -32768 32767 -32768 32767 1 -128 256 16384)))))
  (func (export "113 i32x4.extend_low_i16x8_u") (param v128) (result i32)
    (i8x16.all_true (i8x16.eq (i32x4.extend_low_i16x8_u (local.get 0))
      (i32x4.extend_low_i16x8_u
        (v128.const i16x8 -32768 -32768 32767 32767 -1 128 -129 255)))))
  (func (export "114 i32x4.extmul_high_i16x8_u") (param v128 v128) (result i32)
    (i8x16.all_true (i8x16.eq (i32x4.extmul_high_i16x8_u (local.get 0) (local.get 1))
      (i32x4.extmul_high_i16x8_u
        (v128.const i16x8 -32768 -32768 32767 32767 -1 128 -129 255)
        (v128.const i16x8 -32768 32767 -32768 32767 1 -128 256 16384)))))
  (func (export "115 i32x4.extend_high_i16x8_u") (param v128) (result i32)
    (i8x16.all_true (i8x16.eq (i32x4.extend_high_i16x8_u (local.get 0))
      (i32x4.extend_high_i16x8_u
        (v128.const i16x8 -32768 -32768 32767 32767 -1 128 -129 255)))))
  (func (export "116 i32x4.extadd_pairwise_i16x8_u") (param v128) (result i32)
    (i8x16.all_true (i8x16.eq (i32x4.extadd_pairwise_i16x8_u (local.get 0))
      (i32x4.extadd_pairwise_i16x8_u
        (v128.const i16x8 -32768 -32768 32767 32767 -1 128 -129 255)))))
  (func (export "117 i32x4.extadd_pairwise_i16x8_u") (param v128) (result i32)
    (i8x16.all_true (i8x16.eq (i32x4.extadd_pairwise_i16x8_u (local.get 0))
      (i32x4.extadd_pairwise_i16x8_u
        (v128.const i16x8 -32768 32767 -32768 32767 1 -128 256 16384)))))
  (func (export "118 i64x2.extmul_low_i32x4_s") (param v128 v128) (result i32)
    (i8x16.all_true (i8x16.eq (i64x2.extmul_low_i32x4_s (local.get 0) (local.get 1))
      (i64x2.extmul_low_i32x4_s
        (v128.const i32x4 0x80000000 0x7fffffff 65536 -32769)
        (v128.const i32x4 0x80000000 -1 32768 0x01000001)))))
  (func (export "119 i64x2.extend_low_i32x4_s") (param v128) (result i32)
    (i8x16.all_true (i8x16.eq (i64x2.extend_low_i32x4_s (local.get 0))
      (i64x2.extend_low_i32x4_s
        (v128.const i32x4 0x80000000 0x7fffffff 65536 -32769)))))
  (func (export "120 i64x2.extmul_high_i32x4_s") (param v128 v128) (result i32)
    (i8x16.all_true (i8x16.eq (i64x2.extmul_high_i32x4_s (local.get 0) (local.get 1))
      (i64x2.extmul_high_i32x4_s
        (v128.const i32x4 0x80000000 0x7fffffff 65536 -32769)
        (v128.const i32x4 0x80000000 -1 32768 0x01000001)))))
  (func (export "121 i64x2.extend_high_i32x4_s") (param v128) (result i32)
    (i8x16.all_true (i8x16.eq (i64x2.extend_high_i32x4_s (local.get 0))
      (i64x2.extend_high_i32x4_s
        (v128.const i32x4 0x80000000 0x7fffffff 65536 -32769)))))
  (func (export "122 i64x2.extmul_low_i32x4_u") (param v128 v128) (result i32)
    (i8x16.all_true (i8x16.eq (i64x2.extmul_low_i32x4_u (local.get 0) (local.get 1))
      (i64x2.extmul_low_i32x4_u
        (v128.const i32x4 0x80000000 0x7fffffff 65536 -32769)
        (v128.const i32x4 0x80000000 -1 32768 0x01000001)))))
  (func (export "123 i64x2.extend_low_i32x4_u") (param v128) (result i32)
    (i8x16.all_true (i8x16.eq (i64x2.extend_low_i32x4_u (local.get 0))
      (i64x2.extend_low_i32x4_u
        (v128.const i32x4 0x80000000 0x7fffffff 65536 -32769)))))
  (func (export "124 i64x2.extmul_high_i32x4_u") (param v128 v128) (result i32)
    (i8x16.all_true (i8x16.eq (i64x2.extmul_high_i32x4_u (local.get 0) (local.get 1))
      (i64x2.extmul_high_i32x4_u
        (v128.const i32x4 0x80000000 0x7fffffff 65536 -32769)
        (v128.const i32x4 0x80000000 -1 32768 0x01000001)))))
  (func (export "125 i64x2.extend_high_i32x4_u") (param v128) (result i32)
    (i8x16.all_true (i8x16.eq (i64x2.extend_high_i32x4_u (local.get 0))
      (i64x2.extend_high_i32x4_u
        (v128.const i32x4 0x80000000 0x7fffffff 65536 -32769)))))
  (func (export "126 i32x4.trunc_sat_f32x4_s") (param v128) (result i32)
    (i8x16.all_true (i8x16.eq (i32x4.trunc_sat_f32x4_s (local.get 0))
      (i32x4.trunc_sat_f32x4_s
        (v128.const f32x4 -0.5 2147483648 nan -inf)))))
  (func (export "127 i32x4.trunc_sat_f32x4_s") (param v128) (result i32)
    (i8x16.all_true (i8x16.eq (i32x4.trunc_sat_f32x4_s (local.get 0))
      (i32x4.trunc_sat_f32x4_s
        (v128.const f32x4 4294967296 4294967040 -1 2.5)))))
  (func (export "128 i32x4.trunc_sat_f64x2_s_zero") (param v128) (result i32)
    (i8x16.all_true (i8x16.eq (i32x4.trunc_sat_f64x2_s_zero (local.get 0))
      (i32x4.trunc_sat_f64x2_s_zero
        (v128.const f64x2 -0.5 2147483647.9)))))
  (func (export "129 i32x4.trunc_sat_f64x2_s_zero") (param v128) (result i32)
    (i8x16.all_true (i8x16.eq (i32x4.trunc_sat_f64x2_s_zero (local.get 0))
      (i32x4.trunc_sat_f64x2_s_zero
        (v128.const f64x2 nan 4294967295.9)))))
  (func (export "130 i32x4.trunc_sat_f64x2_s_zero") (param v128) (result i32)
    (i8x16.all_true (i8x16.eq (i32x4.trunc_sat_f64x2_s_zero (local.get 0))
      (i32x4.trunc_sat_f64x2_s_zero
        (v128.const f64x2 inf -2147483648.9)))))
  (func (export "131 i32x4.relaxed_trunc_f32x4_s") (param v128) (result i32)
    (i8x16.all_true (i8x16.eq (i32x4.relaxed_trunc_f32x4_s (local.get 0))
      (i32x4.relaxed_trunc_f32x4_s
        (v128.const f32x4 -0.5 2147483648 nan -inf)))))
  (func (export "132 i32x4.relaxed_trunc_f32x4_s") (param v128) (result i32)
    (i8x16.all_true (i8x16.eq (i32x4.relaxed_trunc_f32x4_s (local.get 0))
      (i32x4.relaxed_trunc_f32x4_s
        (v128.const f32x4 4294967296 4294967040 -1 2.5)))))
  (func (export "133 i32x4.relaxed_trunc_f64x2_s_zero") (param v128) (result i32)
    (i8x16.all_true (i8x16.eq (i32x4.relaxed_trunc_f64x2_s_zero (local.get 0))
      (i32x4.relaxed_trunc_f64x2_s_zero
        (v128.const f64x2 -0.5 2147483647.9)))))
  (func (export "134 i32x4.relaxed_trunc_f64x2_s_zero") (param v128) (result i32)
    (i8x16.all_true (i8x16.eq (i32x4.relaxed_trunc_f64x2_s_zero (local.get 0))
      (i32x4.relaxed_trunc_f64x2_s_zero
        (v128.const f64x2 nan 4294967295.9)))))
  (func (export "135 i32x4.relaxed_trunc_f64x2_s_zero") (param v128) (result i32)
    (i8x16.all_true (i8x16.eq (i32x4.relaxed_trunc_f64x2_s_zero (local.get 0))
      (i32x4.relaxed_trunc_f64x2_s_zero
        (v128.const f64x2 inf -2147483648.9)))))
  (func (export "136 f32x4.convert_i32x4_s") (param v128) (result i32)
    (i8x16.all_true (i8x16.eq (f32x4.convert_i32x4_s (local.get 0))
      (f32x4.convert_i32x4_s
        (v128.const i32x4 0x80000000 0x7fffffff 65536 -32769)))))
  (func (export "137 f32x4.convert_i32x4_s") (param v128) (result i32)
    (i8x16.all_true (i8x16.eq (f32x4.convert_i32x4_s (local.get 0))
      (f32x4.convert_i32x4_s
        (v128.const i32x4 0x80000000 -1 32768 0x01000001)))))
  (func (export "138 f64x2.convert_low_i32x4_s") (param v128) (result i32)
    (i8x16.all_true (i8x16.eq (f64x2.convert_low_i32x4_s (local.get 0))
      (f64x2.convert_low_i32x4_s
        (v128.const i32x4 0x80000000 0x7fffffff 65536 -32769)))))
  (func (export "139 f64x2.convert_low_i32x4_s") (param v128) (result i32)
    (i8x16.all_true (i8x16.eq (f64x2.convert_low_i32x4_s (local.get 0))
      (f64x2.convert_low_i32x4_s
        (v128.const i32x4 0x80000000 -1 32768 0x01000001)))))
  (func (export "140 i32x4.trunc_sat_f32x4_u") (param v128) (result i32)
    (i8x16.all_true (i8x16.eq (i32x4.trunc_sat_f32x4_u (local.get 0))
      (i32x4.trunc_sat_f32x4_u
        (v128.const f32x4 -0.5 2147483648 nan -inf)))))
  (func (export "141 i32x4.trunc_sat_f32x4_u") (param v128) (result i32)
    (i8x16.all_true (i8x16.eq (i32x4.trunc_sat_f32x4_u (local.get 0))
      (i32x4.trunc_sat_f32x4_u
        (v128.const f32x4 4294967296 4294967040 -1 2.5)))))
  (func (export "142 i32x4.trunc_sat_f64x2_u_zero") (param v128) (result i32)
    (i8x16.all_true (i8x16.eq (i32x4.trunc_sat_f64x2_u_zero (local.get 0))
      (i32x4.trunc_sat_f64x2_u_zero
        (v128.const f64x2 -0.5 2147483647.9)))))
  (func (export "143 i32x4.trunc_sat_f64x2_u_zero") (param v128) (result i32)
    (i8x16.all_true (i8x16.eq (i32x4.trunc_sat_f64x2_u_zero (local.get 0))
      (i32x4.trunc_sat_f64x2_u_zero
        (v128.const f64x2 nan 4294967295.9)))))
  (func (export "144 i32x4.trunc_sat_f64x2_u_zero") (param v128) (result i32)
    (i8x16.all_true (i8x16.eq (i32x4.trunc_sat_f64x2_u_zero (local.get 0))
      (i32x4.trunc_sat_f64x2_u_zero
        (v128.const f64x2 inf -2147483648.9)))))
  (func (export "145 i32x4.relaxed_trunc_f32x4_u") (param v128) (result i32)
    (i8x16.all_true (i8x16.eq (i32x4.relaxed_trunc_f32x4_u (local.get 0))
      (i32x4.relaxed_trunc_f32x4_u
        (v128.const f32x4 -0.5 2147483648 nan -inf)))))
  (func (export "146 i32x4.relaxed_trunc_f32x4_u") (param v128) (result i32)
    (i8x16.all_true (i8x16.eq (i32x4.relaxed_trunc_f32x4_u (local.get 0))
      (i32x4.relaxed_trunc_f32x4_u
        (v128.const f32x4 4294967296 4294967040 -1 2.5)))))
  (func (export "147 i32x4.relaxed_trunc_f64x2_u_zero") (param v128) (result i32)
    (i8x16.all_true (i8x16.eq (i32x4.relaxed_trunc_f64x2_u_zero (local.get 0))
      (i32x4.relaxed_trunc_f64x2_u_zero
        (v128.const f64x2 -0.5 2147483647.9)))))
  (func (export "148 i32x4.relaxed_trunc_f64x2_u_zero") (param v128) (result i32)
    (i8x16.all_true (i8x16.eq (i32x4.relaxed_trunc_f64x2_u_zero (local.get 0))
      (i32x4.relaxed_trunc_f64x2_u_zero
        (v128.const f64x2 nan 4294967295.9)))))
  (func (export "149 i32x4.relaxed_trunc_f64x2_u_zero") (param v128) (result i32)
    (i8x16.all_true (i8x16.eq (i32x4.relaxed_trunc_f64x2_u_zero (local.get 0))
      (i32x4.relaxed_trunc_f64x2_u_zero
        (v128.const f64x2 inf -2147483648.9)))))
  (func (export "150 f32x4.convert_i32x4_u") (param v128) (result i32)
    (i8x16.all_true (i8x16.eq (f32x4.convert_i32x4_u (local.get 0))
      (f32x4.convert_i32x4_u
        (v128.const i32x4 0x80000000 0x7fffffff 65536 -32769)))))
  (func (export "151 f32x4.convert_i32x4_u") (param v128) (result i32)
    (i8x16.all_true (i8x16.eq (f32x4.convert_i32x4_u (local.get 0))
      (f32x4.convert_i32x4_u
        (v128.const i32x4 0x80000000 -1 32768 0x01000001)))))
  (func (export "152 f64x2.convert_low_i32x4_u") (param v128) (result i32)
    (i8x16.all_true (i8x16.eq (f64x2.convert_low_i32x4_u (local.get 0))
      (f64x2.convert_low_i32x4_u
        (v128.const i32x4 0x80000000 0x7fffffff 65536 -32769)))))
  (func (export "153 f64x2.convert_low_i32x4_u") (param v128) (result i32)
    (i8x16.all_true (i8x16.eq (f64x2.convert_low_i32x4_u (local.get 0))
      (f64x2.convert_low_i32x4_u
        (v128.const i32x4 0x80000000 -1 32768 0x01000001)))))
  (func (export "154 f64x2.promote_low_f32x4") (param v128) (result i32)
    (i8x16.all_true (i8x16.eq (f64x2.promote_low_f32x4 (local.get 0))
      (f64x2.promote_low_f32x4
        (v128.const f32x4 4294967296 4294967040 -1 2.5)))))
  (func (export "155 f32x4.demote_f64x2_zero") (param v128) (result i32)
    (i8x16.all_true (i8x16.eq (f32x4.demote_f64x2_zero (local.get 0))
      (f32x4.demote_f64x2_zero
        (v128.const f64x2 -0.5 2147483647.9)))))
  (func (export "156 f32x4.ceil") (param v128) (result i32)
    (i8x16.all_true (i8x16.eq (f32x4.ceil (local.get 0))
      (f32x4.ceil
        (v128.const f32x4 -0.5 2.5 -0 0x1.fffffep-1)))))
  (func (export "157 f32x4.ceil") (param v128) (result i32)
    (i8x16.all_true (i8x16.eq (f32x4.ceil (local.get 0))
      (f32x4.ceil
        (v128.const f32x4 8388607.5 -8388608 0.49999997 -2.5)))))
  (func (export "158 f32x4.floor") (param v128) (result i32)
    (i8x16.all_true (i8x16.eq (f32x4.floor (local.get 0))
      (f32x4.floor
        (v128.const f32x4 -0.5 2.5 -0 0x1.fffffep-1)))))
  (func (export "159 f32x4.floor") (param v128) (result i32)
    (i8x16.all_true (i8x16.eq (f32x4.floor (local.get 0))
      (f32x4.floor
        (v128.const f32x4 8388607.5 -8388608 0.49999997 -2.5)))))
  (func (export "160 f32x4.trunc") (param v128) (result i32)
    (i8x16.all_true (i8x16.eq (f32x4.trunc (local.get 0))
      (f32x4.trunc
        (v128.const f32x4 -0.5 2.5 -0 0x1.fffffep-1)))))
  (func (export "161 f32x4.trunc") (param v128) (result i32)
    (i8x16.all_true (i8x16.eq (f32x4.trunc (local.get 0))
      (f32x4.trunc
        (v128.const f32x4 8388607.5 -8388608 0.49999997 -2.5)))))
  (func (export "162 f32x4.nearest") (param v128) (result i32)
    (i8x16.all_true (i8x16.eq (f32x4.nearest (local.get 0))
      (f32x4.nearest
        (v128.const f32x4 -0.5 2.5 -0 0x1.fffffep-1)))))
  (func (export "163 f32x4.nearest") (param v128) (result i32)
    (i8x16.all_true (i8x16.eq (f32x4.nearest (local.get 0))
      (f32x4.nearest
        (v128.const f32x4 8388607.5 -8388608 0.49999997 -2.5)))))
  (func (export "164 f32x4.abs") (param v128) (result i32)
    (i8x16.all_true (i8x16.eq (f32x4.abs (local.get 0))
      (f32x4.abs
        (v128.const f32x4 -0.5 2.5 -0 0x1.fffffep-1)))))
  (func (export "165 f32x4.abs") (param v128) (result i32)
    (i8x16.all_true (i8x16.eq (f32x4.abs (local.get 0))
      (f32x4.abs
        (v128.const f32x4 8388607.5 -8388608 0.49999997 -2.5)))))
  (func (export "166 f32x4.neg") (param v128) (result i32)
    (i8x16.all_true (i8x16.eq (f32x4.neg (local.get 0))
      (f32x4.neg
        (v128.const f32x4 -0.5 2.5 -0 0x1.fffffep-1)))))
  (func (export "167 f32x4.neg") (param v128) (result i32)
    (i8x16.all_true (i8x16.eq (f32x4.neg (local.get 0))
      (f32x4.neg
        (v128.const f32x4 8388607.5 -8388608 0.49999997 -2.5)))))
  (func (export "168 f32x4.add") (param v128 v128) (result i32)
    (i8x16.all_true (i8x16.eq (f32x4.add (local.get 0) (local.get 1))
      (f32x4.add
        (v128.const f32x4 -0.5 2.5 -0 0x1.fffffep-1)
        (v128.const f32x4 8388607.5 -8388608 0.49999997 -2.5)))))
  (func (export "169 f32x4.sub") (param v128 v128) (result i32)
    (i8x16.all_true (i8x16.eq (f32x4.sub (local.get 0) (local.get 1))
      (f32x4.sub
        (v128.const f32x4 -0.5 2.5 -0 0x1.fffffep-1)
        (v128.const f32x4 8388607.5 -8388608 0.49999997 -2.5)))))
  (func (export "170 f32x4.mul") (param v128 v128) (result i32)
    (i8x16.all_true (i8x16.eq (f32x4.mul (local.get 0) (local.get 1))
      (f32x4.mul
        (v128.const f32x4 -0.5 2.5 -0 0x1.fffffep-1)
        (v128.const f32x4 8388607.5 -8388608 0.49999997 -2.5)))))
  (func (export "171 f32x4.div") (param v128 v128) (result i32)
    (i8x16.all_true (i8x16.eq (f32x4.div (local.get 0) (local.get 1))
      (f32x4.div
        (v128.const f32x4 -0.5 2.5 -0 0x1.fffffep-1)
        (v128.const f32x4 8388607.5 -8388608 0.49999997 -2.5)))))
  (func (export "172 f32x4.min") (param v128 v128) (result i32)
    (i8x16.all_true (i8x16.eq (f32x4.min (local.get 0) (local.get 1))
      (f32x4.min
        (v128.const f32x4 -0.5 2.5 -0 0x1.fffffep-1)
        (v128.const f32x4 8388607.5 -8388608 0.49999997 -2.5)))))
  (func (export "173 f32x4.max") (param v128 v128) (result i32)
    (i8x16.all_true (i8x16.eq (f32x4.max (local.get 0) (local.get 1))
      (f32x4.max
        (v128.const f32x4 -0.5 2.5 -0 0x1.fffffep-1)
        (v128.const f32x4 8388607.5 -8388608 0.49999997 -2.5)))))
  (func (export "174 f32x4.pmin") (param v128 v128) (result i32)
    (i8x16.all_true (i8x16.eq (f32x4.pmin (local.get 0) (local.get 1))
      (f32x4.pmin
        (v128.const f32x4 -0.5 2.5 -0 0x1.fffffep-1)
        (v128.const f32x4 8388607.5 -8388608 0.49999997 -2.5)))))
  (func (export "175 f32x4.pmax") (param v128 v128) (result i32)
    (i8x16.all_true (i8x16.eq (f32x4.pmax (local.get 0) (local.get 1))
      (f32x4.pmax
        (v128.const f32x4 -0.5 2.5 -0 0x1.fffffep-1)
        (v128.const f32x4 8388607.5 -8388608 0.49999997 -2.5)))))
  (func (export "176 f32x4.eq") (param v128 v128) (result i32)
    (i8x16.all_true (i8x16.eq (f32x4.eq (local.get 0) (local.get 1))
      (f32x4.eq
        (v128.const f32x4 -0.5 2.5 -0 0x1.fffffep-1)
        (v128.const f32x4 8388607.5 -8388608 0.49999997 -2.5)))))
  (func (export "177 f32x4.ne") (param v128 v128) (result i32)
    (i8x16.all_true (i8x16.eq (f32x4.ne (local.get 0) (local.get 1))
      (f32x4.ne
        (v128.const f32x4 -0.5 2.5 -0 0x1.fffffep-1)
        (v128.const f32x4 8388607.5 -8388608 0.49999997 -2.5)))))
  (func (export "178 f32x4.lt") (param v128 v128) (result i32)
    (i8x16.all_true (i8x16.eq (f32x4.lt (local.get 0) (local.get 1))
      (f32x4.lt
        (v128.const f32x4 -0.5 2.5 -0 0x1.fffffep-1)
        (v128.const f32x4 8388607.5 -8388608 0.49999997 -2.5)))))
  (func (export "179 f32x4.gt") (param v128 v128) (result i32)
    (i8x16.all_true (i8x16.eq (f32x4.gt (local.get 0) (local.get 1))
      (f32x4.gt
        (v128.const f32x4 -0.5 2.5 -0 0x1.fffffep-1)
        (v128.const f32x4 8388607.5 -8388608 0.49999997 -2.5)))))
  (func (export "180 f32x4.le") (param v128 v128) (result i32)
    (i8x16.all_true (i8x16.eq (f32x4.le (local.get 0) (local.get 1))
      (f32x4.le
        (v128.const f32x4 -0.5 2.5 -0 0x1.fffffep-1)
        (v128.const f32x4 8388607.5 -8388608 0.49999997 -2.5)))))
  (func (export "181 f32x4.ge") (param v128 v128) (result i32)
    (i8x16.all_true (i8x16.eq (f32x4.ge (local.get 0) (local.get 1))
      (f32x4.ge
        (v128.const f32x4 -0.5 2.5 -0 0x1.fffffep-1)
        (v128.const f32x4 8388607.5 -8388608 0.49999997 -2.5)))))
  (func (export "182 f32x4.relaxed_min") (param v128 v128) (result i32)
    (i8x16.all_true (i8x16.eq (f32x4.relaxed_min (local.get 0) (local.get 1))
      (f32x4.relaxed_min
        (v128.const f32x4 -0.5 2.5 -0 0x1.fffffep-1)
        (v128.const f32x4 8388607.5 -8388608 0.49999997 -2.5)))))
  (func (export "183 f32x4.relaxed_max") (param v128 v128) (result i32)
    (i8x16.all_true (i8x16.eq (f32x4.relaxed_max (local.get 0) (local.get 1))
      (f32x4.relaxed_max
        (v128.const f32x4 -0.5 2.5 -0 0x1.fffffep-1)
        (v128.const f32x4 8388607.5 -8388608 0.49999997 -2.5)))))
  (func (export "184 f32x4.relaxed_madd") (param v128 v128 v128) (result i32)
    (i8x16.all_true (i8x16.eq (f32x4.relaxed_madd (local.get 0) (local.get 1) (local.get 2))
      (f32x4.relaxed_madd
        (v128.const f32x4 -0.5 2.5 -0 0x1.fffffep-1)
        (v128.const f32x4 8388607.5 -8388608 0.49999997 -2.5)
        (v128.const f32x4 8388607.5 -8388608 0.49999997 -2.5)))))
  (func (export "185 f32x4.relaxed_nmadd") (param v128 v128 v128) (result i32)
    (i8x16.all_true (i8x16.eq (f32x4.relaxed_nmadd (local.get 0) (local.get 1) (local.get 2))
      (f32x4.relaxed_nmadd
        (v128.const f32x4 -0.5 2.5 -0 0x1.fffffep-1)
        (v128.const f32x4 8388607.5 -8388608 0.49999997 -2.5)
        (v128.const f32x4 -0.5 2.5 -0 0x1.fffffep-1)))))
  (func (export "186 f64x2.ceil") (param v128) (result i32)
    (i8x16.all_true (i8x16.eq (f64x2.ceil (local.get 0))
      (f64x2.ceil
        (v128.const f64x2 -0.5 4503599627370495.5)))))
  (func (export "187 f64x2.ceil") (param v128) (result i32)
    (i8x16.all_true (i8x16.eq (f64x2.ceil (local.get 0))
      (f64x2.ceil
        (v128.const f64x2 0x1.fffffffffffffp-2 -0)))))
  (func (export "188 f64x2.floor") (param v128) (result i32)
    (i8x16.all_true (i8x16.eq (f64x2.floor (local.get 0))
      (f64x2.floor
        (v128.const f64x2 -0.5 4503599627370495.5)))))
  (func (export "189 f64x2.floor") (param v128) (result i32)
    (i8x16.all_true (i8x16.eq (f64x2.floor (local.get 0))
      (f64x2.floor
        (v128.const f64x2 0x1.fffffffffffffp-2 -0)))))
  (func (export "190 f64x2.trunc") (param v128) (result i32)
    (i8x16.all_true (i8x16.eq (f64x2.trunc (local.get 0))
      (f64x2.trunc
        (v128.const f64x2 -0.5 4503599627370495.5)))))
  (func (export "191 f64x2.trunc") (param v128) (result i32)
    (i8x16.all_true (i8x16.eq (f64x2.trunc (local.get 0))
      (f64x2.trunc
        (v128.const f64x2 0x1.fffffffffffffp-2 -0)))))
  (func (export "192 f64x2.nearest") (param v128) (result i32)
    (i8x16.all_true (i8x16.eq (f64x2.nearest (local.get 0))
      (f64x2.nearest
        (v128.const f64x2 -0.5 4503599627370495.5)))))
  (func (export "193 f64x2.nearest") (param v128) (result i32)
    (i8x16.all_true (i8x16.eq (f64x2.nearest (local.get 0))
      (f64x2.nearest
        (v128.const f64x2 0x1.fffffffffffffp-2 -0)))))
  (func (export "194 f64x2.abs") (param v128) (result i32)
    (i8x16.all_true (i8x16.eq (f64x2.abs (local.get 0))
      (f64x2.abs
        (v128.const f64x2 -0.5 4503599627370495.5)))))
  (func (export "195 f64x2.abs") (param v128) (result i32)
    (i8x16.all_true (i8x16.eq (f64x2.abs (local.get 0))
      (f64x2.abs
        (v128.const f64x2 0x1.fffffffffffffp-2 -0)))))
  (func (export "196 f64x2.neg") (param v128) (result i32)
    (i8x16.all_true (i8x16.eq (f64x2.neg (local.get 0))
      (f64x2.neg
        (v128.const f64x2 -0.5 4503599627370495.5)))))
  (func (export "197 f64x2.neg") (param v128) (result i32)
    (i8x16.all_true (i8x16.eq (f64x2.neg (local.get 0))
      (f64x2.neg
        (v128.const f64x2 0x1.fffffffffffffp-2 -0)))))
  (func (export "198 f64x2.add") (param v128 v128) (result i32)
    (i8x16.all_true (i8x16.eq (f64x2.add (local.get 0) (local.get 1))
      (f64x2.add
        (v128.const f64x2 -0.5 4503599627370495.5)
        (v128.const f64x2 0x1.fffffffffffffp-2 -0)))))
  (func (export "199 f64x2.sub") (param v128 v128) (result i32)
    (i8x16.all_true (i8x16.eq (f64x2.sub (local.get 0) (local.get 1))
      (f64x2.sub
        (v128.const f64x2 -0.5 4503599627370495.5)
        (v128.const f64x2 0x1.fffffffffffffp-2 -0)))))
  (func (export "200 f64x2.mul") (param v128 v128) (result i32)
    (i8x16.all_true (i8x16.eq (f64x2.mul (local.get 0) (local.get 1))
      (f64x2.mul
        (v128.const f64x2 -0.5 4503599627370495.5)
        (v128.const f64x2 0x1.fffffffffffffp-2 -0)))))
  (func (export "201 f64x2.div") (param v128 v128) (result i32)
    (i8x16.all_true (i8x16.eq (f64x2.div (local.get 0) (local.get 1))
      (f64x2.div
        (v128.const f64x2 -0.5 4503599627370495.5)
        (v128.const f64x2 0x1.fffffffffffffp-2 -0)))))
  (func (export "202 f64x2.min") (param v128 v128) (result i32)
    (i8x16.all_true (i8x16.eq (f64x2.min (local.get 0) (local.get 1))
      (f64x2.min
        (v128.const f64x2 -0.5 4503599627370495.5)
        (v128.const f64x2 0x1.fffffffffffffp-2 -0)))))
  (func (export "203 f64x2.max") (param v128 v128) (result i32)
    (i8x16.all_true (i8x16.eq (f64x2.max (local.get 0) (local.get 1))
      (f64x2.max
        (v128.const f64x2 -0.5 4503599627370495.5)
        (v128.const f64x2 0x1.fffffffffffffp-2 -0)))))
  (func (export "204 f64x2.pmin") (param v128 v128) (result i32)
    (i8x16.all_true (i8x16.eq (f64x2.pmin (local.get 0) (local.get 1))
      (f64x2.pmin
        (v128.const f64x2 -0.5 4503599627370495.5)
        (v128.const f64x2 0x1.fffffffffffffp-2 -0)))))
  (func (export "205 f64x2.pmax") (param v128 v128) (result i32)
    (i8x16.all_true (i8x16.eq (f64x2.pmax (local.get 0) (local.get 1))
      (f64x2.pmax
        (v128.const f64x2 -0.5 4503599627370495.5)
        (v128.const f64x2 0x1.fffffffffffffp-2 -0)))))
  (func (export "206 f64x2.eq") (param v128 v128) (result i32)
    (i8x16.all_true (i8x16.eq (f64x2.eq (local.get 0) (local.get 1))
      (f64x2.eq
        (v128.const f64x2 -0.5 4503599627370495.5)
        (v128.const f64x2 0x1.fffffffffffffp-2 -0)))))
  (func (export "207 f64x2.ne") (param v128 v128) (result i32)
    (i8x16.all_true (i8x16.eq (f64x2.ne (local.get 0) (local.get 1))
      (f64x2.ne
        (v128.const f64x2 -0.5 4503599627370495.5)
        (v128.const f64x2 0x1.fffffffffffffp-2 -0)))))
  (func (export "208 f64x2.lt") (param v128 v128) (result i32)
    (i8x16.all_true (i8x16.eq (f64x2.lt (local.get 0) (local.get 1))
      (f64x2.lt
        (v128.const f64x2 -0.5 4503599627370495.5)
        (v128.const f64x2 0x1.fffffffffffffp-2 -0)))))
  (func (export "209 f64x2.gt") (param v128 v128) (result i32)
    (i8x16.all_true (i8x16.eq (f64x2.gt (local.get 0) (local.get 1))
      (f64x2.gt
        (v128.const f64x2 -0.5 4503599627370495.5)
        (v128.const f64x2 0x1.fffffffffffffp-2 -0)))))
  (func (export "210 f64x2.le") (param v128 v128) (result i32)
    (i8x16.all_true (i8x16.eq (f64x2.le (local.get 0) (local.get 1))
      (f64x2.le
        (v128.const f64x2 -0.5 4503599627370495.5)
        (v128.const f64x2 0x1.fffffffffffffp-2 -0)))))
  (func (export "211 f64x2.ge") (param v128 v128) (result i32)
    (i8x16.all_true (i8x16.eq (f64x2.ge (local.get 0) (local.get 1))
      (f64x2.ge
        (v128.const f64x2 -0.5 4503599627370495.5)
        (v128.const f64x2 0x1.fffffffffffffp-2 -0)))))
  (func (export "212 f64x2.relaxed_min") (param v128 v128) (result i32)
    (i8x16.all_true (i8x16.eq (f64x2.relaxed_min (local.get 0) (local.get 1))
      (f64x2.relaxed_min
        (v128.const f64x2 -0.5 4503599627370495.5)
        (v128.const f64x2 0x1.fffffffffffffp-2 -0)))))
  (func (export "213 f64x2.relaxed_max") (param v128 v128) (result i32)
    (i8x16.all_true (i8x16.eq (f64x2.relaxed_max (local.get 0) (local.get 1))
      (f64x2.relaxed_max
        (v128.const f64x2 -0.5 4503599627370495.5)
        (v128.const f64x2 0x1.fffffffffffffp-2 -0)))))
  (func (export "214 f64x2.relaxed_madd") (param v128 v128 v128) (result i32)
    (i8x16.all_true (i8x16.eq (f64x2.relaxed_madd (local.get 0) (local.get 1) (local.get 2))
      (f64x2.relaxed_madd
        (v128.const f64x2 -0.5 4503599627370495.5)
        (v128.const f64x2 0x1.fffffffffffffp-2 -0)
        (v128.const f64x2 0x1.fffffffffffffp-2 -0)))))
  (func (export "215 f64x2.relaxed_nmadd") (param v128 v128 v128) (result i32)
    (i8x16.all_true (i8x16.eq (f64x2.relaxed_nmadd (local.get 0) (local.get 1) (local.get 2))
      (f64x2.relaxed_nmadd
        (v128.const f64x2 -0.5 4503599627370495.5)
        (v128.const f64x2 0x1.fffffffffffffp-2 -0)
        (v128.const f64x2 -0.5 4503599627370495.5)))))
  (func (export "216 i8x16.relaxed_laneselect") (param v128 v128 v128) (result i32)
    (i8x16.all_true (i8x16.eq (i8x16.relaxed_laneselect (local.get 0) (local.get 1) (local.get 2))
      (i8x16.relaxed_laneselect
        (v128.const i8x16 -128 -128 127 127 0 1 -1 255 16 15 128 143 64 200 100 7)
        (v128.const i8x16 -128 127 -128 127 15 16 127 128 255 2 0 1 70 200 100 9)
        (v128.const i8x16 -128 -128 127 127 0 1 -1 255 16 15 128 143 64 200 100 7)))))
  (func (export "217 i16x8.relaxed_laneselect") (param v128 v128 v128) (result i32)
    (i8x16.all_true (i8x16.eq (i16x8.relaxed_laneselect (local.get 0) (local.get 1) (local.get 2))
      (i16x8.relaxed_laneselect
        (v128.const i16x8 -32768 -32768 32767 32767 -1 128 -129 255)
        (v128.const i16x8 -32768 32767 -32768 32767 1 -128 256 16384)
        (v128.const i8x16 -128 -128 127 127 0 1 -1 255 16 15 128 143 64 200 100 7)))))
  (func (export "218 i32x4.relaxed_laneselect") (param v128 v128 v128) (result i32)
    (i8x16.all_true (i8x16.eq (i32x4.relaxed_laneselect (local.get 0) (local.get 1) (local.get 2))
      (i32x4.relaxed_laneselect
        (v128.const i32x4 0x80000000 0x7fffffff 65536 -32769)
        (v128.const i32x4 0x80000000 -1 32768 0x01000001)
        (v128.const i8x16 -128 -128 127 127 0 1 -1 255 16 15 128 143 64 200 100 7)))))
  (func (export "219 i64x2.relaxed_laneselect") (param v128 v128 v128) (result i32)
    (i8x16.all_true (i8x16.eq (i64x2.relaxed_laneselect (local.get 0) (local.get 1) (local.get 2))
      (i64x2.relaxed_laneselect
        (v128.const i64x2 0x8000000000000000 0x00000000ffffffff)
        (v128.const i64x2 0xffffffffffffffff 0x7fffffffffffffff)
        (v128.const i8x16 -128 -128 127 127 0 1 -1 255 16 15 128 143 64 200 100 7)))))
  (func (export "220 v128.bitselect") (param v128 v128 v128) (result i32)
    (i8x16.all_true (i8x16.eq (v128.bitselect (local.get 0) (local.get 1) (local.get 2))
      (v128.bitselect
        (v128.const i8x16 -128 -128 127 127 0 1 -1 255 16 15 128 143 64 200 100 7)
        (v128.const i8x16 -128 127 -128 127 15 16 127 128 255 2 0 1 70 200 100 9)
        (v128.const i16x8 -32768 -32768 32767 32767 -1 128 -129 255)))))
  (func (export "221 v128.and") (param v128 v128) (result i32)
    (i8x16.all_true (i8x16.eq (v128.and (local.get 0) (local.get 1))
      (v128.and
        (v128.const i8x16 -128 -128 127 127 0 1 -1 255 16 15 128 143 64 200 100 7)
        (v128.const i16x8 -32768 32767 -32768 32767 1 -128 256 16384)))))
  (func (export "222 v128.or") (param v128 v128) (result i32)
    (i8x16.all_true (i8x16.eq (v128.or (local.get 0) (local.get 1))
      (v128.or
        (v128.const i8x16 -128 -128 127 127 0 1 -1 255 16 15 128 143 64 200 100 7)
        (v128.const i16x8 -32768 32767 -32768 32767 1 -128 256 16384)))))
  (func (export "223 v128.xor") (param v128 v128) (result i32)
    (i8x16.all_true (i8x16.eq (v128.xor (local.get 0) (local.get 1))
      (v128.xor
        (v128.const i8x16 -128 -128 127 127 0 1 -1 255 16 15 128 143 64 200 100 7)
        (v128.const i16x8 -32768 32767 -32768 32767 1 -128 256 16384)))))
  (func (export "224 v128.andnot") (param v128 v128) (result i32)
    (i8x16.all_true (i8x16.eq (v128.andnot (local.get 0) (local.get 1))
      (v128.andnot
        (v128.const i8x16 -128 -128 127 127 0 1 -1 255 16 15 128 143 64 200 100 7)
        (v128.const i16x8 -32768 32767 -32768 32767 1 -128 256 16384)))))
  (func (export "225 i8x16.shl") (param v128 i32) (result i32)
    (i8x16.all_true (i8x16.eq (i8x16.shl (local.get 0) (local.get 1))
      (i8x16.shl (v128.const i8x16 -128 -128 127 127 0 1 -1 255 16 15 128 143 64 200 100 7) (i32.const 0)))))
  (func (export "226 i8x16.shl") (param v128 i32) (result i32)
    (i8x16.all_true (i8x16.eq (i8x16.shl (local.get 0) (local.get 1))
      (i8x16.shl (v128.const i8x16 -128 -128 127 127 0 1 -1 255 16 15 128 143 64 200 100 7) (i32.const 1)))))
  (func (export "227 i8x16.shl") (param v128 i32) (result i32)
    (i8x16.all_true (i8x16.eq (i8x16.shl (local.get 0) (local.get 1))
      (i8x16.shl (v128.const i8x16 -128 -128 127 127 0 1 -1 255 16 15 128 143 64 200 100 7) (i32.const 7)))))
  (func (export "228 i8x16.shl") (param v128 i32) (result i32)
    (i8x16.all_true (i8x16.eq (i8x16.shl (local.get 0) (local.get 1))
      (i8x16.shl (v128.const i8x16 -128 -128 127 127 0 1 -1 255 16 15 128 143 64 200 100 7) (i32.const 8)))))
  (func (export "229 i8x16.shl") (param v128 i32) (result i32)
    (i8x16.all_true (i8x16.eq (i8x16.shl (local.get 0) (local.get 1))
      (i8x16.shl (v128.const i8x16 -128 -128 127 127 0 1 -1 255 16 15 128 143 64 200 100 7) (i32.const 11)))))
  (func (export "230 i8x16.shl") (param v128 i32) (result i32)
    (i8x16.all_true (i8x16.eq (i8x16.shl (local.get 0) (local.get 1))
      (i8x16.shl (v128.const i8x16 -128 -128 127 127 0 1 -1 255 16 15 128 143 64 200 100 7) (i32.const -1)))))
  (func (export "231 i8x16.shr_s") (param v128 i32) (result i32)
    (i8x16.all_true (i8x16.eq (i8x16.shr_s (local.get 0) (local.get 1))
      (i8x16.shr_s (v128.const i8x16 -128 -128 127 127 0 1 -1 255 16 15 128 143 64 200 100 7) (i32.const 0)))))
  (func (export "232 i8x16.shr_s") (param v128 i32) (result i32)
    (i8x16.all_true (i8x16.eq (i8x16.shr_s (local.get 0) (local.get 1))
      (i8x16.shr_s (v128.const i8x16 -128 -128 127 127 0 1 -1 255 16 15 128 143 64 200 100 7) (i32.const 1)))))
  (func (export "233 i8x16.shr_s") (param v128 i32) (result i32)
    (i8x16.all_true (i8x16.eq (i8x16.shr_s (local.get 0) (local.get 1))
      (i8x16.shr_s (v128.const i8x16 -128 -128 127 127 0 1 -1 255 16 15 128 143 64 200 100 7) (i32.const 7)))))
  (func (export "234 i8x16.shr_s") (param v128 i32) (result i32)
    (i8x16.all_true (i8x16.eq (i8x16.shr_s (local.get 0) (local.get 1))
      (i8x16.shr_s (v128.const i8x16 -128 -128 127 127 0 1 -1 255 16 15 128 143 64 200 100 7) (i32.const 8)))))
  (func (export "235 i8x16.shr_s") (param v128 i32) (result i32)
    (i8x16.all_true (i8x16.eq (i8x16.shr_s (local.get 0) (local.get 1))
      (i8x16.shr_s (v128.const i8x16 -128 -128 127 127 0 1 -1 255 16 15 128 143 64 200 100 7) (i32.const 11)))))
  (func (export "236 i8x16.shr_s") (param v128 i32) (result i32)
    (i8x16.all_true (i8x16.eq (i8x16.shr_s (local.get 0) (local.get 1))
      (i8x16.shr_s (v128.const i8x16 -128 -128 127 127 0 1 -1 255 16 15 128 143 64 200 100 7) (i32.const -1)))))
  (func (export "237 i8x16.shr_u") (param v128 i32) (result i32)
    (i8x16.all_true (i8x16.eq (i8x16.shr_u (local.get 0) (local.get 1))
      (i8x16.shr_u (v128.const i8x16 -128 -128 127 127 0 1 -1 255 16 15 128 143 64 200 100 7) (i32.const 0)))))
  (func (export "238 i8x16.shr_u") (param v128 i32) (result i32)
    (i8x16.all_true (i8x16.eq (i8x16.shr_u (local.get 0) (local.get 1))
      (i8x16.shr_u (v128.const i8x16 -128 -128 127 127 0 1 -1 255 16 15 128 143 64 200 100 7) (i32.const 1)))))
  (func (export "239 i8x16.shr_u") (param v128 i32) (result i32)
    (i8x16.all_true (i8x16.eq (i8x16.shr_u (local.get 0) (local.get 1))
      (i8x16.shr_u (v128.const i8x16 -128 -128 127 127 0 1 -1 255 16 15 128 143 64 200 100 7) (i32.const 7)))))
  (func (export "240 i8x16.shr_u") (param v128 i32) (result i32)
    (i8x16.all_true (i8x16.eq (i8x16.shr_u (local.get 0) (local.get 1))
      (i8x16.shr_u (v128.const i8x16 -128 -128 127 127 0 1 -1 255 16 15 128 143 64 200 100 7) (i32.const 8)))))
  (func (export "241 i8x16.shr_u") (param v128 i32) (result i32)
    (i8x16.all_true (i8x16.eq (i8x16.shr_u (local.get 0) (local.get 1))
      (i8x16.shr_u (v128.const i8x16 -128 -128 127 127 0 1 -1 255 16 15 128 143 64 200 100 7) (i32.const 11)))))
  (func (export "242 i8x16.shr_u") (param v128 i32) (result i32)
    (i8x16.all_true (i8x16.eq (i8x16.shr_u (local.get 0) (local.get 1))
      (i8x16.shr_u (v128.const i8x16 -128 -128 127 127 0 1 -1 255 16 15 128 143 64 200 100 7) (i32.const -1)))))
  (func (export "243 i16x8.shl") (param v128 i32) (result i32)
    (i8x16.all_true (i8x16.eq (i16x8.shl (local.get 0) (local.get 1))
      (i16x8.shl (v128.const i16x8 -32768 -32768 32767 32767 -1 128 -129 255) (i32.const 0)))))
  (func (export "244 i16x8.shl") (param v128 i32) (result i32)
    (i8x16.all_true (i8x16.eq (i16x8.shl (local.get 0) (local.get 1))
      (i16x8.shl (v128.const i16x8 -32768 -32768 32767 32767 -1 128 -129 255) (i32.const 1)))))
  (func (export "245 i16x8.shl") (param v128 i32) (result i32)
    (i8x16.all_true (i8x16.eq (i16x8.shl (local.get 0) (local.get 1))
      (i16x8.shl (v128.const i16x8 -32768 -32768 32767 32767 -1 128 -129 255) (i32.const 15)))))
  (func (export "246 i16x8.shl") (param v128 i32) (result i32)
    (i8x16.all_true (i8x16.eq (i16x8.shl (local.get 0) (local.get 1))
      (i16x8.shl (v128.const i16x8 -32768 -32768 32767 32767 -1 128 -129 255) (i32.const 16)))))
  (func (export "247 i16x8.shl") (param v128 i32) (result i32)
    (i8x16.all_true (i8x16.eq (i16x8.shl (local.get 0) (local.get 1))
      (i16x8.shl (v128.const i16x8 -32768 -32768 32767 32767 -1 128 -129 255) (i32.const 19)))))
  (func (export "248 i16x8.shl") (param v128 i32) (result i32)
    (i8x16.all_true (i8x16.eq (i16x8.shl (local.get 0) (local.get 1))
      (i16x8.shl (v128.const i16x8 -32768 -32768 32767 32767 -1 128 -129 255) (i32.const -1)))))
  (func (export "249 i16x8.shr_s") (param v128 i32) (result i32)
    (i8x16.all_true (i8x16.eq (i16x8.shr_s (local.get 0) (local.get 1))
      (i16x8.shr_s (v128.const i16x8 -32768 -32768 32767 32767 -1 128 -129 255) (i32.const 0)))))
  (func (export "250 i16x8.shr_s") (param v128 i32) (result i32)
    (i8x16.all_true (i8x16.eq (i16x8.shr_s (local.get 0) (local.get 1))
      (i16x8.shr_s (v128.const i16x8 -32768 -32768 32767 32767 -1 128 -129 255) (i32.const 1)))))
  (func (export "251 i16x8.shr_s") (param v128 i32) (result i32)
    (i8x16.all_true (i8x16.eq (i16x8.shr_s (local.get 0) (local.get 1))
      (i16x8.shr_s (v128.const i16x8 -32768 -32768 32767 32767 -1 128 -129 255) (i32.const 15)))))
  (func (export "252 i16x8.shr_s") (param v128 i32) (result i32)
    (i8x16.all_true (i8x16.eq (i16x8.shr_s (local.get 0) (local.get 1))
      (i16x8.shr_s (v128.const i16x8 -32768 -32768 32767 32767 -1 128 -129 255) (i32.const 16)))))
  (func (export "253 i16x8.shr_s") (param v128 i32) (result i32)
    (i8x16.all_true (i8x16.eq (i16x8.shr_s (local.get 0) (local.get 1))
      (i16x8.shr_s (v128.const i16x8 -32768 -32768 32767 32767 -1 128 -129 255) (i32.const 19)))))
  (func (export "254 i16x8.shr_s") (param v128 i32) (result i32)
    (i8x16.all_true (i8x16.eq (i16x8.shr_s (local.get 0) (local.get 1))
      (i16x8.shr_s (v128.const i16x8 -32768 -32768 32767 32767 -1 128 -129 255) (i32.const -1)))))
  (func (export "255 i16x8.shr_u") (param v128 i32) (result i32)
    (i8x16.all_true (i8x16.eq (i16x8.shr_u (local.get 0) (local.get 1))
      (i16x8.shr_u (v128.const i16x8 -32768 -32768 32767 32767 -1 128 -129 255) (i32.const 0)))))
  (func (export "256 i16x8.shr_u") (param v128 i32) (result i32)
    (i8x16.all_true (i8x16.eq (i16x8.shr_u (local.get 0) (local.get 1))
      (i16x8.shr_u (v128.const i16x8 -32768 -32768 32767 32767 -1 128 -129 255) (i32.const 1)))))
  (func (export "257 i16x8.shr_u") (param v128 i32) (result i32)
    (i8x16.all_true (i8x16.eq (i16x8.shr_u (local.get 0) (local.get 1))
      (i16x8.shr_u (v128.const i16x8 -32768 -32768 32767 32767 -1 128 -129 255) (i32.const 15)))))
  (func (export "258 i16x8.shr_u") (param v128 i32) (result i32)
    (i8x16.all_true (i8x16.eq (i16x8.shr_u (local.get 0) (local.get 1))
      (i16x8.shr_u (v128.const i16x8 -32768 -32768 32767 32767 -1 128 -129 255) (i32.const 16)))))
  (func (export "259 i16x8.shr_u") (param v128 i32) (result i32)
    (i8x16.all_true (i8x16.eq (i16x8.shr_u (local.get 0) (local.get 1))
      (i16x8.shr_u (v128.const i16x8 -32768 -32768 32767 32767 -1 128 -129 255) (i32.const 19)))))
  (func (export "260 i16x8.shr_u") (param v128 i32) (result i32)
    (i8x16.all_true (i8x16.eq (i16x8.shr_u (local.get 0) (local.get 1))
      (i16x8.shr_u (v128.const i16x8 -32768 -32768 32767 32767 -1 128 -129 255) (i32.const -1)))))
  (func (export "261 i32x4.shl") (param v128 i32) (result i32)
    (i8x16.all_true (i8x16.eq (i32x4.shl (local.get 0) (local.get 1))
      (i32x4.shl (v128.const i32x4 0x80000000 0x7fffffff 65536 -32769) (i32.const 0)))))
  (func (export "262 i32x4.shl") (param v128 i32) (result i32)
    (i8x16.all_true (i8x16.eq (i32x4.shl (local.get 0) (local.get 1))
      (i32x4.shl (v128.const i32x4 0x80000000 0x7fffffff 65536 -32769) (i32.const 1)))))
  (func (export "263 i32x4.shl") (param v128 i32) (result i32)
    (i8x16.all_true (i8x16.eq (i32x4.shl (local.get 0) (local.get 1))
      (i32x4.shl (v128.const i32x4 0x80000000 0x7fffffff 65536 -32769) (i32.const 31)))))
  (func (export "264 i32x4.shl") (param v128 i32) (result i32)
    (i8x16.all_true (i8x16.eq (i32x4.shl (local.get 0) (local.get 1))
      (i32x4.shl (v128.const i32x4 0x80000000 0x7fffffff 65536 -32769) (i32.const 32)))))
  (func (export "265 i32x4.shl") (param v128 i32) (result i32)
    (i8x16.all_true (i8x16.eq (i32x4.shl (local.get 0) (local.get 1))
      (i32x4.shl (v128.const i32x4 0x80000000 0x7fffffff 65536 -32769) (i32.const 35)))))
  (func (export "266 i32x4.shl") (param v128 i32) (result i32)
    (i8x16.all_true (i8x16.eq (i32x4.shl (local.get 0) (local.get 1))
      (i32x4.shl (v128.const i32x4 0x80000000 0x7fffffff 65536 -32769) (i32.const -1)))))
  (func (export "267 i32x4.shr_s") (param v128 i32) (result i32)
    (i8x16.all_true (i8x16.eq (i32x4.shr_s (local.get 0) (local.get 1))
      (i32x4.shr_s (v128.const i32x4 0x80000000 0x7fffffff 65536 -32769) (i32.const 0)))))
  (func (export "268 i32x4.shr_s") (param v128 i32) (result i32)
    (i8x16.all_true (i8x16.eq (i32x4.shr_s (local.get 0) (local.get 1))
      (i32x4.shr_s (v128.const i32x4 0x80000000 0x7fffffff 65536 -32769) (i32.const 1)))))
  (func (export "269 i32x4.shr_s") (param v128 i32) (result i32)
    (i8x16.all_true (i8x16.eq (i32x4.shr_s (local.get 0) (local.get 1))
      (i32x4.shr_s (v128.const i32x4 0x80000000 0x7fffffff 65536 -32769) (i32.const 31)))))
  (func (export "270 i32x4.shr_s") (param v128 i32) (result i32)
    (i8x16.all_true (i8x16.eq (i32x4.shr_s (local.get 0) (local.get 1))
      (i32x4.shr_s (v128.const i32x4 0x80000000 0x7fffffff 65536 -32769) (i32.const 32)))))
  (func (export "271 i32x4.shr_s") (param v128 i32) (result i32)
    (i8x16.all_true (i8x16.eq (i32x4.shr_s (local.get 0) (local.get 1))
      (i32x4.shr_s (v128.const i32x4 0x80000000 0x7fffffff 65536 -32769) (i32.const 35)))))
  (func (export "272 i32x4.shr_s") (param v128 i32) (result i32)
    (i8x16.all_true (i8x16.eq (i32x4.shr_s (local.get 0) (local.get 1))
      (i32x4.shr_s (v128.const i32x4 0x80000000 0x7fffffff 65536 -32769) (i32.const -1)))))
  (func (export "273 i32x4.shr_u") (param v128 i32) (result i32)
    (i8x16.all_true (i8x16.eq (i32x4.shr_u (local.get 0) (local.get 1))
      (i32x4.shr_u (v128.const i32x4 0x80000000 0x7fffffff 65536 -32769) (i32.const 0)))))
  (func (export "274 i32x4.shr_u") (param v128 i32) (result i32)
    (i8x16.all_true (i8x16.eq (i32x4.shr_u (local.get 0) (local.get 1))
      (i32x4.shr_u (v128.const i32x4 0x80000000 0x7fffffff 65536 -32769) (i32.const 1)))))
  (func (export "275 i32x4.shr_u") (param v128 i32) (result i32)
    (i8x16.all_true (i8x16.eq (i32x4.shr_u (local.get 0) (local.get 1))
      (i32x4.shr_u (v128.const i32x4 0x80000000 0x7fffffff 65536 -32769) (i32.const 31)))))
  (func (export "276 i32x4.shr_u") (param v128 i32) (result i32)
    (i8x16.all_true (i8x16.eq (i32x4.shr_u (local.get 0) (local.get 1))
      (i32x4.shr_u (v128.const i32x4 0x80000000 0x7fffffff 65536 -32769) (i32.const 32)))))
  (func (export "277 i32x4.shr_u") (param v128 i32) (result i32)
    (i8x16.all_true (i8x16.eq (i32x4.shr_u (local.get 0) (local.get 1))
      (i32x4.shr_u (v128.const i32x4 0x80000000 0x7fffffff 65536 -32769) (i32.const 35)))))
  (func (export "278 i32x4.shr_u") (param v128 i32) (result i32)
    (i8x16.all_true (i8x16.eq (i32x4.shr_u (local.get 0) (local.get 1))
      (i32x4.shr_u (v128.const i32x4 0x80000000 0x7fffffff 65536 -32769) (i32.const -1)))))
  (func (export "279 i64x2.shl") (param v128 i32) (result i32)
    (i8x16.all_true (i8x16.eq (i64x2.shl (local.get 0) (local.get 1))
      (i64x2.shl (v128.const i64x2 0x8000000000000000 0x00000000ffffffff) (i32.const 0)))))
  (func (export "280 i64x2.shl") (param v128 i32) (result i32)
    (i8x16.all_true (i8x16.eq (i64x2.shl (local.get 0) (local.get 1))
      (i64x2.shl (v128.const i64x2 0x8000000000000000 0x00000000ffffffff) (i32.const 1)))))
  (func (export "281 i64x2.shl") (param v128 i32) (result i32)
    (i8x16.all_true (i8x16.eq (i64x2.shl (local.get 0) (local.get 1))
      (i64x2.shl (v128.const i64x2 0x8000000000000000 0x00000000ffffffff) (i32.const 63)))))
  (func (export "282 i64x2.shl") (param v128 i32) (result i32)
    (i8x16.all_true (i8x16.eq (i64x2.shl (local.get 0) (local.get 1))
      (i64x2.shl (v128.const i64x2 0x8000000000000000 0x00000000ffffffff) (i32.const 64)))))
  (func (export "283 i64x2.shl") (param v128 i32) (result i32)
    (i8x16.all_true (i8x16.eq (i64x2.shl (local.get 0) (local.get 1))
      (i64x2.shl (v128.const i64x2 0x8000000000000000 0x00000000ffffffff) (i32.const 67)))))
  (func (export "284 i64x2.shl") (param v128 i32) (result i32)
    (i8x16.all_true (i8x16.eq (i64x2.shl (local.get 0) (local.get 1))
      (i64x2.shl (v128.const i64x2 0x8000000000000000 0x00000000ffffffff) (i32.const -1)))))
  (func (export "285 i64x2.shr_s") (param v128 i32) (result i32)
    (i8x16.all_true (i8x16.eq (i64x2.shr_s (local.get 0) (local.get 1))
      (i64x2.shr_s (v128.const i64x2 0x8000000000000000 0x00000000ffffffff) (i32.const 0)))))
  (func (export "286 i64x2.shr_s") (param v128 i32) (result i32)
    (i8x16.all_true (i8x16.eq (i64x2.shr_s (local.get 0) (local.get 1))
      (i64x2.shr_s (v128.const i64x2 0x8000000000000000 0x00000000ffffffff) (i32.const 1)))))
  (func (export "287 i64x2.shr_s") (param v128 i32) (result i32)
    (i8x16.all_true (i8x16.eq (i64x2.shr_s (local.get 0) (local.get 1))
      (i64x2.shr_s (v128.const i64x2 0x8000000000000000 0x00000000ffffffff) (i32.const 63)))))
  (func (export "288 i64x2.shr_s") (param v128 i32) (result i32)
    (i8x16.all_true (i8x16.eq (i64x2.shr_s (local.get 0) (local.get 1))
      (i64x2.shr_s (v128.const i64x2 0x8000000000000000 0x00000000ffffffff) (i32.const 64)))))
  (func (export "289 i64x2.shr_s") (param v128 i32) (result i32)
    (i8x16.all_true (i8x16.eq (i64x2.shr_s (local.get 0) (local.get 1))
      (i64x2.shr_s (v128.const i64x2 0x8000000000000000 0x00000000ffffffff) (i32.const 67)))))
  (func (export "290 i64x2.shr_s") (param v128 i32) (result i32)
    (i8x16.all_true (i8x16.eq (i64x2.shr_s (local.get 0) (local.get 1))
      (i64x2.shr_s (v128.const i64x2 0x8000000000000000 0x00000000ffffffff) (i32.const -1)))))
  (func (export "291 i64x2.shr_u") (param v128 i32) (result i32)
    (i8x16.all_true (i8x16.eq (i64x2.shr_u (local.get 0) (local.get 1))
      (i64x2.shr_u (v128.const i64x2 0x8000000000000000 0x00000000ffffffff) (i32.const 0)))))
  (func (export "292 i64x2.shr_u") (param v128 i32) (result i32)
    (i8x16.all_true (i8x16.eq (i64x2.shr_u (local.get 0) (local.get 1))
      (i64x2.shr_u (v128.const i64x2 0x8000000000000000 0x00000000ffffffff) (i32.const 1)))))
  (func (export "293 i64x2.shr_u") (param v128 i32) (result i32)
    (i8x16.all_true (i8x16.eq (i64x2.shr_u (local.get 0) (local.get 1))
      (i64x2.shr_u (v128.const i64x2 0x8000000000000000 0x00000000ffffffff) (i32.const 63)))))
  (func (export "294 i64x2.shr_u") (param v128 i32) (result i32)
    (i8x16.all_true (i8x16.eq (i64x2.shr_u (local.get 0) (local.get 1))
      (i64x2.shr_u (v128.const i64x2 0x8000000000000000 0x00000000ffffffff) (i32.const 64)))))
  (func (export "295 i64x2.shr_u") (param v128 i32) (result i32)
    (i8x16.all_true (i8x16.eq (i64x2.shr_u (local.get 0) (local.get 1))
      (i64x2.shr_u (v128.const i64x2 0x8000000000000000 0x00000000ffffffff) (i32.const 67)))))
  (func (export "296 i64x2.shr_u") (param v128 i32) (result i32)
    (i8x16.all_true (i8x16.eq (i64x2.shr_u (local.get 0) (local.get 1))
      (i64x2.shr_u (v128.const i64x2 0x8000000000000000 0x00000000ffffffff) (i32.const -1)))))
  (func (export "297 i8x16.all_true") (param v128) (result i32)
    (i32.eq (i8x16.all_true (local.get 0)) (i8x16.all_true (v128.const i8x16 -128 -128 127 127 0 1 -1 255 16 15 128 143 64 200 100 7))))
  (func (export "298 i8x16.bitmask") (param v128) (result i32)
    (i32.eq (i8x16.bitmask (local.get 0)) (i8x16.bitmask (v128.const i8x16 -128 -128 127 127 0 1 -1 255 16 15 128 143 64 200 100 7))))
  (func (export "299 i16x8.all_true") (param v128) (result i32)
    (i32.eq (i16x8.all_true (local.get 0)) (i16x8.all_true (v128.const i16x8 -32768 -32768 32767 32767 -1 128 -129 255))))
  (func (export "300 i16x8.bitmask") (param v128) (result i32)
    (i32.eq (i16x8.bitmask (local.get 0)) (i16x8.bitmask (v128.const i16x8 -32768 -32768 32767 32767 -1 128 -129 255))))
  (func (export "301 i32x4.all_true") (param v128) (result i32)
    (i32.eq (i32x4.all_true (local.get 0)) (i32x4.all_true (v128.const i32x4 0x80000000 0x7fffffff 65536 -32769))))
  (func (export "302 i32x4.bitmask") (param v128) (result i32)
    (i32.eq (i32x4.bitmask (local.get 0)) (i32x4.bitmask (v128.const i32x4 0x80000000 0x7fffffff 65536 -32769))))
  (func (export "303 i64x2.all_true") (param v128) (result i32)
    (i32.eq (i64x2.all_true (local.get 0)) (i64x2.all_true (v128.const i64x2 0x8000000000000000 0x00000000ffffffff))))
  (func (export "304 i64x2.bitmask") (param v128) (result i32)
    (i32.eq (i64x2.bitmask (local.get 0)) (i64x2.bitmask (v128.const i64x2 0x8000000000000000 0x00000000ffffffff))))
  (func (export "305 v128.any_true") (param v128) (result i32)
    (i32.eq (v128.any_true (local.get 0)) (v128.any_true (v128.const i8x16 -128 -128 127 127 0 1 -1 255 16 15 128 143 64 200 100 7))))
)

(assert_return (invoke "0 i8x16.add_sat_s"
  (v128.const i8x16 -128 -128 127 127 0 1 -1 255 16 15 128 143 64 200 100 7)
  (v128.const i8x16 -128 127 -128 127 15 16 127 128 255 2 0 1 70 200 100 9))
  (i32.const 1))
(assert_return (invoke "1 i8x16.add_sat_u"
  (v128.const i8x16 -128 -128 127 127 0 1 -1 255 16 15 128 143 64 200 100 7)
  (v128.const i8x16 -128 127 -128 127 15 16 127 128 255 2 0 1 70 200 100 9))
  (i32.const 1))
(assert_return (invoke "2 i8x16.sub_sat_s"
  (v128.const i8x16 -128 -128 127 127 0 1 -1 255 16 15 128 143 64 200 100 7)
  (v128.const i8x16 -128 127 -128 127 15 16 127 128 255 2 0 1 70 200 100 9))
  (i32.const 1))
(assert_return (invoke "3 i8x16.sub_sat_u"
  (v128.const i8x16 -128 -128 127 127 0 1 -1 255 16 15 128 143 64 200 100 7)
  (v128.const i8x16 -128 127 -128 127 15 16 127 128 255 2 0 1 70 200 100 9))
  (i32.const 1))
(assert_return (invoke "4 i8x16.avgr_u"
  (v128.const i8x16 -128 -128 127 127 0 1 -1 255 16 15 128 143 64 200 100 7)
  (v128.const i8x16 -128 127 -128 127 15 16 127 128 255 2 0 1 70 200 100 9))
  (i32.const 1))
(assert_return (invoke "5 i16x8.add_sat_s"
  (v128.const i16x8 -32768 -32768 32767 32767 -1 128 -129 255)
  (v128.const i16x8 -32768 32767 -32768 32767 1 -128 256 16384))
  (i32.const 1))
(assert_return (invoke "6 i16x8.add_sat_u"
  (v128.const i16x8 -32768 -32768 32767 32767 -1 128 -129 255)
  (v128.const i16x8 -32768 32767 -32768 32767 1 -128 256 16384))
  (i32.const 1))
(assert_return (invoke "7 i16x8.sub_sat_s"
  (v128.const i16x8 -32768 -32768 32767 32767 -1 128 -129 255)
  (v128.const i16x8 -32768 32767 -32768 32767 1 -128 256 16384))
  (i32.const 1))
(assert_return (invoke "8 i16x8.sub_sat_u"
  (v128.const i16x8 -32768 -32768 32767 32767 -1 128 -129 255)
  (v128.const i16x8 -32768 32767 -32768 32767 1 -128 256 16384))
  (i32.const 1))
(assert_return (invoke "9 i16x8.avgr_u"
  (v128.const i16x8 -32768 -32768 32767 32767 -1 128 -129 255)
  (v128.const i16x8 -32768 32767 -32768 32767 1 -128 256 16384))
  (i32.const 1))
(assert_return (invoke "10 i8x16.min_s"
  (v128.const i8x16 -128 -128 127 127 0 1 -1 255 16 15 128 143 64 200 100 7)
  (v128.const i8x16 -128 127 -128 127 15 16 127 128 255 2 0 1 70 200 100 9))
  (i32.const 1))
(assert_return (invoke "11 i8x16.min_u"
  (v128.const i8x16 -128 -128 127 127 0 1 -1 255 16 15 128 143 64 200 100 7)
  (v128.const i8x16 -128 127 -128 127 15 16 127 128 255 2 0 1 70 200 100 9))
  (i32.const 1))
(assert_return (invoke "12 i8x16.max_s"
  (v128.const i8x16 -128 -128 127 127 0 1 -1 255 16 15 128 143 64 200 100 7)
  (v128.const i8x16 -128 127 -128 127 15 16 127 128 255 2 0 1 70 200 100 9))
  (i32.const 1))
(assert_return (invoke "13 i8x16.max_u"
  (v128.const i8x16 -128 -128 127 127 0 1 -1 255 16 15 128 143 64 200 100 7)
  (v128.const i8x16 -128 127 -128 127 15 16 127 128 255 2 0 1 70 200 100 9))
  (i32.const 1))
(assert_return (invoke "14 i8x16.lt_u"
  (v128.const i8x16 -128 -128 127 127 0 1 -1 255 16 15 128 143 64 200 100 7)
  (v128.const i8x16 -128 127 -128 127 15 16 127 128 255 2 0 1 70 200 100 9))
  (i32.const 1))
(assert_return (invoke "15 i8x16.ge_u"
  (v128.const i8x16 -128 -128 127 127 0 1 -1 255 16 15 128 143 64 200 100 7)
  (v128.const i8x16 -128 127 -128 127 15 16 127 128 255 2 0 1 70 200 100 9))
  (i32.const 1))
(assert_return (invoke "16 i16x8.min_s"
  (v128.const i16x8 -32768 -32768 32767 32767 -1 128 -129 255)
  (v128.const i16x8 -32768 32767 -32768 32767 1 -128 256 16384))
  (i32.const 1))
(assert_return (invoke "17 i16x8.min_u"
  (v128.const i16x8 -32768 -32768 32767 32767 -1 128 -129 255)
  (v128.const i16x8 -32768 32767 -32768 32767 1 -128 256 16384))
  (i32.const 1))
(assert_return (invoke "18 i16x8.max_s"
  (v128.const i16x8 -32768 -32768 32767 32767 -1 128 -129 255)
  (v128.const i16x8 -32768 32767 -32768 32767 1 -128 256 16384))
  (i32.const 1))
(assert_return (invoke "19 i16x8.max_u"
  (v128.const i16x8 -32768 -32768 32767 32767 -1 128 -129 255)
  (v128.const i16x8 -32768 32767 -32768 32767 1 -128 256 16384))
  (i32.const 1))
(assert_return (invoke "20 i16x8.lt_u"
  (v128.const i16x8 -32768 -32768 32767 32767 -1 128 -129 255)
  (v128.const i16x8 -32768 32767 -32768 32767 1 -128 256 16384))
  (i32.const 1))
(assert_return (invoke "21 i16x8.ge_u"
  (v128.const i16x8 -32768 -32768 32767 32767 -1 128 -129 255)
  (v128.const i16x8 -32768 32767 -32768 32767 1 -128 256 16384))
  (i32.const 1))
(assert_return (invoke "22 i32x4.min_s"
  (v128.const i32x4 0x80000000 0x7fffffff 65536 -32769)
  (v128.const i32x4 0x80000000 -1 32768 0x01000001))
  (i32.const 1))
(assert_return (invoke "23 i32x4.min_u"
  (v128.const i32x4 0x80000000 0x7fffffff 65536 -32769)
  (v128.const i32x4 0x80000000 -1 32768 0x01000001))
  (i32.const 1))
(assert_return (invoke "24 i32x4.max_s"
  (v128.const i32x4 0x80000000 0x7fffffff 65536 -32769)
  (v128.const i32x4 0x80000000 -1 32768 0x01000001))
  (i32.const 1))
(assert_return (invoke "25 i32x4.max_u"
  (v128.const i32x4 0x80000000 0x7fffffff 65536 -32769)
  (v128.const i32x4 0x80000000 -1 32768 0x01000001))
  (i32.const 1))
(assert_return (invoke "26 i32x4.lt_u"
  (v128.const i32x4 0x80000000 0x7fffffff 65536 -32769)
  (v128.const i32x4 0x80000000 -1 32768 0x01000001))
  (i32.const 1))
(assert_return (invoke "27 i32x4.ge_u"
  (v128.const i32x4 0x80000000 0x7fffffff 65536 -32769)
  (v128.const i32x4 0x80000000 -1 32768 0x01000001))
  (i32.const 1))
(assert_return (invoke "28 i8x16.add"
  (v128.const i8x16 -128 -128 127 127 0 1 -1 255 16 15 128 143 64 200 100 7)
  (v128.const i8x16 -128 127 -128 127 15 16 127 128 255 2 0 1 70 200 100 9))
  (i32.const 1))
(assert_return (invoke "29 i8x16.sub"
  (v128.const i8x16 -128 -128 127 127 0 1 -1 255 16 15 128 143 64 200 100 7)
  (v128.const i8x16 -128 127 -128 127 15 16 127 128 255 2 0 1 70 200 100 9))
  (i32.const 1))
(assert_return (invoke "30 i8x16.eq"
  (v128.const i8x16 -128 -128 127 127 0 1 -1 255 16 15 128 143 64 200 100 7)
  (v128.const i8x16 -128 127 -128 127 15 16 127 128 255 2 0 1 70 200 100 9))
  (i32.const 1))
(assert_return (invoke "31 i8x16.ne"
  (v128.const i8x16 -128 -128 127 127 0 1 -1 255 16 15 128 143 64 200 100 7)
  (v128.const i8x16 -128 127 -128 127 15 16 127 128 255 2 0 1 70 200 100 9))
  (i32.const 1))
(assert_return (invoke "32 i8x16.lt_s"
  (v128.const i8x16 -128 -128 127 127 0 1 -1 255 16 15 128 143 64 200 100 7)
  (v128.const i8x16 -128 127 -128 127 15 16 127 128 255 2 0 1 70 200 100 9))
  (i32.const 1))
(assert_return (invoke "33 i8x16.gt_s"
  (v128.const i8x16 -128 -128 127 127 0 1 -1 255 16 15 128 143 64 200 100 7)
  (v128.const i8x16 -128 127 -128 127 15 16 127 128 255 2 0 1 70 200 100 9))
  (i32.const 1))
(assert_return (invoke "34 i8x16.le_s"
  (v128.const i8x16 -128 -128 127 127 0 1 -1 255 16 15 128 143 64 200 100 7)
  (v128.const i8x16 -128 127 -128 127 15 16 127 128 255 2 0 1 70 200 100 9))
  (i32.const 1))
(assert_return (invoke "35 i8x16.ge_s"
  (v128.const i8x16 -128 -128 127 127 0 1 -1 255 16 15 128 143 64 200 100 7)
  (v128.const i8x16 -128 127 -128 127 15 16 127 128 255 2 0 1 70 200 100 9))
  (i32.const 1))
(assert_return (invoke "36 i8x16.abs"
  (v128.const i8x16 -128 -128 127 127 0 1 -1 255 16 15 128 143 64 200 100 7))
  (i32.const 1))
(assert_return (invoke "37 i8x16.abs"
  (v128.const i8x16 -128 127 -128 127 15 16 127 128 255 2 0 1 70 200 100 9))
  (i32.const 1))
(assert_return (invoke "38 i8x16.neg"
  (v128.const i8x16 -128 -128 127 127 0 1 -1 255 16 15 128 143 64 200 100 7))
  (i32.const 1))
(assert_return (invoke "39 i8x16.neg"
  (v128.const i8x16 -128 127 -128 127 15 16 127 128 255 2 0 1 70 200 100 9))
  (i32.const 1))
(assert_return (invoke "40 i16x8.add"
  (v128.const i16x8 -32768 -32768 32767 32767 -1 128 -129 255)
  (v128.const i16x8 -32768 32767 -32768 32767 1 -128 256 16384))
  (i32.const 1))
(assert_return (invoke "41 i16x8.sub"
  (v128.const i16x8 -32768 -32768 32767 32767 -1 128 -129 255)
  (v128.const i16x8 -32768 32767 -32768 32767 1 -128 256 16384))
  (i32.const 1))
(assert_return (invoke "42 i16x8.eq"
  (v128.const i16x8 -32768 -32768 32767 32767 -1 128 -129 255)
  (v128.const i16x8 -32768 32767 -32768 32767 1 -128 256 16384))
  (i32.const 1))
(assert_return (invoke "43 i16x8.ne"
  (v128.const i16x8 -32768 -32768 32767 32767 -1 128 -129 255)
  (v128.const i16x8 -32768 32767 -32768 32767 1 -128 256 16384))
  (i32.const 1))
(assert_return (invoke "44 i16x8.lt_s"
  (v128.const i16x8 -32768 -32768 32767 32767 -1 128 -129 255)
  (v128.const i16x8 -32768 32767 -32768 32767 1 -128 256 16384))
  (i32.const 1))
(assert_return (invoke "45 i16x8.gt_s"
  (v128.const i16x8 -32768 -32768 32767 32767 -1 128 -129 255)
  (v128.const i16x8 -32768 32767 -32768 32767 1 -128 256 16384))
  (i32.const 1))
(assert_return (invoke "46 i16x8.le_s"
  (v128.const i16x8 -32768 -32768 32767 32767 -1 128 -129 255)
  (v128.const i16x8 -32768 32767 -32768 32767 1 -128 256 16384))
  (i32.const 1))
(assert_return (invoke "47 i16x8.ge_s"
  (v128.const i16x8 -32768 -32768 32767 32767 -1 128 -129 255)
  (v128.const i16x8 -32768 32767 -32768 32767 1 -128 256 16384))
  (i32.const 1))
(assert_return (invoke "48 i16x8.abs"
  (v128.const i16x8 -32768 -32768 32767 32767 -1 128 -129 255))
  (i32.const 1))
(assert_return (invoke "49 i16x8.abs"
  (v128.const i16x8 -32768 32767 -32768 32767 1 -128 256 16384))
  (i32.const 1))
(assert_return (invoke "50 i16x8.neg"
  (v128.const i16x8 -32768 -32768 32767 32767 -1 128 -129 255))
  (i32.const 1))
(assert_return (invoke "51 i16x8.neg"
  (v128.const i16x8 -32768 32767 -32768 32767 1 -128 256 16384))
  (i32.const 1))
(assert_return (invoke "52 i16x8.mul"
  (v128.const i16x8 -32768 -32768 32767 32767 -1 128 -129 255)
  (v128.const i16x8 -32768 32767 -32768 32767 1 -128 256 16384))
  (i32.const 1))
(assert_return (invoke "53 i32x4.add"
  (v128.const i32x4 0x80000000 0x7fffffff 65536 -32769)
  (v128.const i32x4 0x80000000 -1 32768 0x01000001))
  (i32.const 1))
(assert_return (invoke "54 i32x4.sub"
  (v128.const i32x4 0x80000000 0x7fffffff 65536 -32769)
  (v128.const i32x4 0x80000000 -1 32768 0x01000001))
  (i32.const 1))
(assert_return (invoke "55 i32x4.eq"
  (v128.const i32x4 0x80000000 0x7fffffff 65536 -32769)
  (v128.const i32x4 0x80000000 -1 32768 0x01000001))
  (i32.const 1))
(assert_return (invoke "56 i32x4.ne"
  (v128.const i32x4 0x80000000 0x7fffffff 65536 -32769)
  (v128.const i32x4 0x80000000 -1 32768 0x01000001))
  (i32.const 1))
(assert_return (invoke "57 i32x4.lt_s"
  (v128.const i32x4 0x80000000 0x7fffffff 65536 -32769)
  (v128.const i32x4 0x80000000 -1 32768 0x01000001))
  (i32.const 1))
(assert_return (invoke "58 i32x4.gt_s"
  (v128.const i32x4 0x80000000 0x7fffffff 65536 -32769)
  (v128.const i32x4 0x80000000 -1 32768 0x01000001))
  (i32.const 1))
(assert_return (invoke "59 i32x4.le_s"
  (v128.const i32x4 0x80000000 0x7fffffff 65536 -32769)
  (v128.const i32x4 0x80000000 -1 32768 0x01000001))
  (i32.const 1))
(assert_return (invoke "60 i32x4.ge_s"
  (v128.const i32x4 0x80000000 0x7fffffff 65536 -32769)
  (v128.const i32x4 0x80000000 -1 32768 0x01000001))
  (i32.const 1))
(assert_return (invoke "61 i32x4.abs"
  (v128.const i32x4 0x80000000 0x7fffffff 65536 -32769))
  (i32.const 1))
(assert_return (invoke "62 i32x4.abs"
  (v128.const i32x4 0x80000000 -1 32768 0x01000001))
  (i32.const 1))
(assert_return (invoke "63 i32x4.neg"
  (v128.const i32x4 0x80000000 0x7fffffff 65536 -32769))
  (i32.const 1))
(assert_return (invoke "64 i32x4.neg"
  (v128.const i32x4 0x80000000 -1 32768 0x01000001))
  (i32.const 1))
(assert_return (invoke "65 i32x4.mul"
  (v128.const i32x4 0x80000000 0x7fffffff 65536 -32769)
  (v128.const i32x4 0x80000000 -1 32768 0x01000001))
  (i32.const 1))
(assert_return (invoke "66 i64x2.add"
  (v128.const i64x2 0x8000000000000000 0x00000000ffffffff)
  (v128.const i64x2 0xffffffffffffffff 0x7fffffffffffffff))
  (i32.const 1))
(assert_return (invoke "67 i64x2.sub"
  (v128.const i64x2 0x8000000000000000 0x00000000ffffffff)
  (v128.const i64x2 0xffffffffffffffff 0x7fffffffffffffff))
  (i32.const 1))
(assert_return (invoke "68 i64x2.eq"
  (v128.const i64x2 0x8000000000000000 0x00000000ffffffff)
  (v128.const i64x2 0xffffffffffffffff 0x7fffffffffffffff))
  (i32.const 1))
(assert_return (invoke "69 i64x2.ne"
  (v128.const i64x2 0x8000000000000000 0x00000000ffffffff)
  (v128.const i64x2 0xffffffffffffffff 0x7fffffffffffffff))
  (i32.const 1))
(assert_return (invoke "70 i64x2.lt_s"
  (v128.const i64x2 0x8000000000000000 0x00000000ffffffff)
  (v128.const i64x2 0xffffffffffffffff 0x7fffffffffffffff))
  (i32.const 1))
(assert_return (invoke "71 i64x2.gt_s"
  (v128.const i64x2 0x8000000000000000 0x00000000ffffffff)
  (v128.const i64x2 0xffffffffffffffff 0x7fffffffffffffff))
  (i32.const 1))
(assert_return (invoke "72 i64x2.le_s"
  (v128.const i64x2 0x8000000000000000 0x00000000ffffffff)
  (v128.const i64x2 0xffffffffffffffff 0x7fffffffffffffff))
  (i32.const 1))
(assert_return (invoke "73 i64x2.ge_s"
  (v128.const i64x2 0x8000000000000000 0x00000000ffffffff)
  (v128.const i64x2 0xffffffffffffffff 0x7fffffffffffffff))
  (i32.const 1))
(assert_return (invoke "74 i64x2.abs"
  (v128.const i64x2 0x8000000000000000 0x00000000ffffffff))
  (i32.const 1))
(assert_return (invoke "75 i64x2.abs"
  (v128.const i64x2 0xffffffffffffffff 0x7fffffffffffffff))
  (i32.const 1))
(assert_return (invoke "76 i64x2.neg"
  (v128.const i64x2 0x8000000000000000 0x00000000ffffffff))
  (i32.const 1))
(assert_return (invoke "77 i64x2.neg"
  (v128.const i64x2 0xffffffffffffffff 0x7fffffffffffffff))
  (i32.const 1))
(assert_return (invoke "78 i64x2.mul"
  (v128.const i64x2 0x8000000000000000 0x00000000ffffffff)
  (v128.const i64x2 0xffffffffffffffff 0x7fffffffffffffff))
  (i32.const 1))
(assert_return (invoke "79 i8x16.popcnt"
  (v128.const i8x16 -128 -128 127 127 0 1 -1 255 16 15 128 143 64 200 100 7))
  (i32.const 1))
(assert_return (invoke "80 i8x16.popcnt"
  (v128.const i8x16 -128 127 -128 127 15 16 127 128 255 2 0 1 70 200 100 9))
  (i32.const 1))
(assert_return (invoke "81 i8x16.swizzle"
  (v128.const i8x16 -128 -128 127 127 0 1 -1 255 16 15 128 143 64 200 100 7)
  (v128.const i8x16 -128 127 -128 127 15 16 127 128 255 2 0 1 70 200 100 9))
  (i32.const 1))
(assert_return (invoke "82 i8x16.swizzle"
  (v128.const i8x16 -128 127 -128 127 15 16 127 128 255 2 0 1 70 200 100 9)
  (v128.const i8x16 -128 -128 127 127 0 1 -1 255 16 15 128 143 64 200 100 7))
  (i32.const 1))
(assert_return (invoke "83 i8x16.relaxed_swizzle"
  (v128.const i8x16 -128 -128 127 127 0 1 -1 255 16 15 128 143 64 200 100 7)
  (v128.const i8x16 -128 127 -128 127 15 16 127 128 255 2 0 1 70 200 100 9))
  (i32.const 1))
(assert_return (invoke "84 i8x16.relaxed_swizzle"
  (v128.const i8x16 -128 127 -128 127 15 16 127 128 255 2 0 1 70 200 100 9)
  (v128.const i8x16 -128 -128 127 127 0 1 -1 255 16 15 128 143 64 200 100 7))
  (i32.const 1))
(assert_return (invoke "85 i8x16.narrow_i16x8_s"
  (v128.const i16x8 -32768 -32768 32767 32767 -1 128 -129 255)
  (v128.const i16x8 -32768 32767 -32768 32767 1 -128 256 16384))
  (i32.const 1))
(assert_return (invoke "86 i8x16.narrow_i16x8_u"
  (v128.const i16x8 -32768 -32768 32767 32767 -1 128 -129 255)
  (v128.const i16x8 -32768 32767 -32768 32767 1 -128 256 16384))
  (i32.const 1))
(assert_return (invoke "87 i16x8.narrow_i32x4_s"
  (v128.const i32x4 0x80000000 0x7fffffff 65536 -32769)
  (v128.const i32x4 0x80000000 -1 32768 0x01000001))
  (i32.const 1))
(assert_return (invoke "88 i16x8.narrow_i32x4_u"
  (v128.const i32x4 0x80000000 0x7fffffff 65536 -32769)
  (v128.const i32x4 0x80000000 -1 32768 0x01000001))
  (i32.const 1))
(assert_return (invoke "89 i16x8.q15mulr_sat_s"
  (v128.const i16x8 -32768 -32768 32767 32767 -1 128 -129 255)
  (v128.const i16x8 -32768 32767 -32768 32767 1 -128 256 16384))
  (i32.const 1))
(assert_return (invoke "90 i16x8.relaxed_q15mulr_s"
  (v128.const i16x8 -32768 -32768 32767 32767 -1 128 -129 255)
  (v128.const i16x8 -32768 32767 -32768 32767 1 -128 256 16384))
  (i32.const 1))
(assert_return (invoke "91 i32x4.dot_i16x8_s"
  (v128.const i16x8 -32768 -32768 32767 32767 -1 128 -129 255)
  (v128.const i16x8 -32768 32767 -32768 32767 1 -128 256 16384))
  (i32.const 1))
(assert_return (invoke "92 i16x8.relaxed_dot_i8x16_i7x16_s"
  (v128.const i8x16 -128 -128 127 127 0 1 -1 255 16 15 128 143 64 200 100 7)
  (v128.const i8x16 -128 127 -128 127 15 16 127 128 255 2 0 1 70 200 100 9))
  (i32.const 1))
(assert_return (invoke "93 i32x4.relaxed_dot_i8x16_i7x16_add_s"
  (v128.const i8x16 -128 -128 127 127 0 1 -1 255 16 15 128 143 64 200 100 7)
  (v128.const i8x16 -128 127 -128 127 15 16 127 128 255 2 0 1 70 200 100 9)
  (v128.const i32x4 0x80000000 0x7fffffff 65536 -32769))
  (i32.const 1))
(assert_return (invoke "94 i16x8.extmul_low_i8x16_s"
  (v128.const i8x16 -128 -128 127 127 0 1 -1 255 16 15 128 143 64 200 100 7)
  (v128.const i8x16 -128 127 -128 127 15 16 127 128 255 2 0 1 70 200 100 9))
  (i32.const 1))
(assert_return (invoke "95 i16x8.extend_low_i8x16_s"
  (v128.const i8x16 -128 -128 127 127 0 1 -1 255 16 15 128 143 64 200 100 7))
  (i32.const 1))
(assert_return (invoke "96 i16x8.extmul_high_i8x16_s"
  (v128.const i8x16 -128 -128 127 127 0 1 -1 255 16 15 128 143 64 200 100 7)
  (v128.const i8x16 -128 127 -128 127 15 16 127 128 255 2 0 1 70 200 100 9))
  (i32.const 1))
(assert_return (invoke "97 i16x8.extend_high_i8x16_s"
  (v128.const i8x16 -128 -128 127 127 0 1 -1 255 16 15 128 143 64 200 100 7))
  (i32.const 1))
(assert_return (invoke "98 i16x8.extadd_pairwise_i8x16_s"
  (v128.const i8x16 -128 -128 127 127 0 1 -1 255 16 15 128 143 64 200 100 7))
  (i32.const 1))
(assert_return (invoke "99 i16x8.extadd_pairwise_i8x16_s"
  (v128.const i8x16 -128 127 -128 127 15 16 127 128 255 2 0 1 70 200 100 9))
  (i32.const 1))
(assert_return (invoke "100 i16x8.extmul_low_i8x16_u"
  (v128.const i8x16 -128 -128 127 127 0 1 -1 255 16 15 128 143 64 200 100 7)
  (v128.const i8x16 -128 127 -128 127 15 16 127 128 255 2 0 1 70 200 100 9))
  (i32.const 1))
(assert_return (invoke "101 i16x8.extend_low_i8x16_u"
  (v128.const i8x16 -128 -128 127 127 0 1 -1 255 16 15 128 143 64 200 100 7))
  (i32.const 1))
(assert_return (invoke "102 i16x8.extmul_high_i8x16_u"
  (v128.const i8x16 -128 -128 127 127 0 1 -1 255 16 15 128 143 64 200 100 7)
  (v128.const i8x16 -128 127 -128 127 15 16 127 128 255 2 0 1 70 200 100 9))
  (i32.const 1))
(assert_return (invoke "103 i16x8.extend_high_i8x16_u"
  (v128.const i8x16 -128 -128 127 127 0 1 -1 255 16 15 128 143 64 200 100 7))
  (i32.const 1))
(assert_return (invoke "104 i16x8.extadd_pairwise_i8x16_u"
  (v128.const i8x16 -128 -128 127 127 0 1 -1 255 16 15 128 143 64 200 100 7))
  (i32.const 1))
(assert_return (invoke "105 i16x8.extadd_pairwise_i8x16_u"
  (v128.const i8x16 -128 127 -128 127 15 16 127 128 255 2 0 1 70 200 100 9))
  (i32.const 1))
(assert_return (invoke "106 i32x4.extmul_low_i16x8_s"
  (v128.const i16x8 -32768 -32768 32767 32767 -1 128 -129 255)
  (v128.const i16x8 -32768 32767 -32768 32767 1 -128 256 16384))
  (i32.const 1))
(assert_return (invoke "107 i32x4.extend_low_i16x8_s"
  (v128.const i16x8 -32768 -32768 32767 32767 -1 128 -129 255))
  (i32.const 1))
(assert_return (invoke "108 i32x4.extmul_high_i16x8_s"
  (v128.const i16x8 -32768 -32768 32767 32767 -1 128 -129 255)
  (v128.const i16x8 -32768 32767 -32768 32767 1 -128 256 16384))
  (i32.const 1))
(assert_return (invoke "109 i32x4.extend_high_i16x8_s"
  (v128.const i16x8 -32768 -32768 32767 32767 -1 128 -129 255))
  (i32.const 1))
(assert_return (invoke "110 i32x4.extadd_pairwise_i16x8_s"
  (v128.const i16x8 -32768 -32768 32767 32767 -1 128 -129 255))
  (i32.const 1))
(assert_return (invoke "111 i32x4.extadd_pairwise_i16x8_s"
  (v128.const i16x8 -32768 32767 -32768 32767 1 -128 256 16384))
  (i32.const 1))
(assert_return (invoke "112 i32x4.extmul_low_i16x8_u"
  (v128.const i16x8 -32768 -32768 32767 32767 -1 128 -129 255)
  (v128.const i16x8 -32768 32767 -32768 32767 1 -128 256 16384))
  (i32.const 1))
(assert_return (invoke "113 i32x4.extend_low_i16x8_u"
  (v128.const i16x8 -32768 -32768 32767 32767 -1 128 -129 255))
  (i32.const 1))
(assert_return (invoke "114 i32x4.extmul_high_i16x8_u"
  (v128.const i16x8 -32768 -32768 32767 32767 -1 128 -129 255)
  (v128.const i16x8 -32768 32767 -32768 32767 1 -128 256 16384))
  (i32.const 1))
(assert_return (invoke "115 i32x4.extend_high_i16x8_u"
  (v128.const i16x8 -32768 -32768 32767 32767 -1 128 -129 255))
  (i32.const 1))
(assert_return (invoke "116 i32x4.extadd_pairwise_i16x8_u"
  (v128.const i16x8 -32768 -32768 32767 32767 -1 128 -129 255))
  (i32.const 1))
(assert_return (invoke "117 i32x4.extadd_pairwise_i16x8_u"
  (v128.const i16x8 -32768 32767 -32768 32767 1 -128 256 16384))
  (i32.const 1))
(assert_return (invoke "118 i64x2.extmul_low_i32x4_s"
  (v128.const i32x4 0x80000000 0x7fffffff 65536 -32769)
  (v128.const i32x4 0x80000000 -1 32768 0x01000001))
  (i32.const 1))
(assert_return (invoke "119 i64x2.extend_low_i32x4_s"
  (v128.const i32x4 0x80000000 0x7fffffff 65536 -32769))
  (i32.const 1))
(assert_return (invoke "120 i64x2.extmul_high_i32x4_s"
  (v128.const i32x4 0x80000000 0x7fffffff 65536 -32769)
  (v128.const i32x4 0x80000000 -1 32768 0x01000001))
  (i32.const 1))
(assert_return (invoke "121 i64x2.extend_high_i32x4_s"
  (v128.const i32x4 0x80000000 0x7fffffff 65536 -32769))
  (i32.const 1))
(assert_return (invoke "122 i64x2.extmul_low_i32x4_u"
  (v128.const i32x4 0x80000000 0x7fffffff 65536 -32769)
  (v128.const i32x4 0x80000000 -1 32768 0x01000001))
  (i32.const 1))
(assert_return (invoke "123 i64x2.extend_low_i32x4_u"
  (v128.const i32x4 0x80000000 0x7fffffff 65536 -32769))
  (i32.const 1))
(assert_return (invoke "124 i64x2.extmul_high_i32x4_u"
  (v128.const i32x4 0x80000000 0x7fffffff 65536 -32769)
  (v128.const i32x4 0x80000000 -1 32768 0x01000001))
  (i32.const 1))
(assert_return (invoke "125 i64x2.extend_high_i32x4_u"
  (v128.const i32x4 0x80000000 0x7fffffff 65536 -32769))
  (i32.const 1))
(assert_return (invoke "126 i32x4.trunc_sat_f32x4_s"
  (v128.const f32x4 -0.5 2147483648 nan -inf))
  (i32.const 1))
(assert_return (invoke "127 i32x4.trunc_sat_f32x4_s"
  (v128.const f32x4 4294967296 4294967040 -1 2.5))
  (i32.const 1))
(assert_return (invoke "128 i32x4.trunc_sat_f64x2_s_zero"
  (v128.const f64x2 -0.5 2147483647.9))
  (i32.const 1))
(assert_return (invoke "129 i32x4.trunc_sat_f64x2_s_zero"
  (v128.const f64x2 nan 4294967295.9))
  (i32.const 1))
(assert_return (invoke "130 i32x4.trunc_sat_f64x2_s_zero"
  (v128.const f64x2 inf -2147483648.9))
  (i32.const 1))
(assert_return (invoke "131 i32x4.relaxed_trunc_f32x4_s"
  (v128.const f32x4 -0.5 2147483648 nan -inf))
  (i32.const 1))
(assert_return (invoke "132 i32x4.relaxed_trunc_f32x4_s"
  (v128.const f32x4 4294967296 4294967040 -1 2.5))
  (i32.const 1))
(assert_return (invoke "133 i32x4.relaxed_trunc_f64x2_s_zero"
  (v128.const f64x2 -0.5 2147483647.9))
  (i32.const 1))
(assert_return (invoke "134 i32x4.relaxed_trunc_f64x2_s_zero"
  (v128.const f64x2 nan 4294967295.9))
  (i32.const 1))
(assert_return (invoke "135 i32x4.relaxed_trunc_f64x2_s_zero"
  (v128.const f64x2 inf -2147483648.9))
  (i32.const 1))
(assert_return (invoke "136 f32x4.convert_i32x4_s"
  (v128.const i32x4 0x80000000 0x7fffffff 65536 -32769))
  (i32.const 1))
(assert_return (invoke "137 f32x4.convert_i32x4_s"
  (v128.const i32x4 0x80000000 -1 32768 0x01000001))
  (i32.const 1))
(assert_return (invoke "138 f64x2.convert_low_i32x4_s"
  (v128.const i32x4 0x80000000 0x7fffffff 65536 -32769))
  (i32.const 1))
(assert_return (invoke "139 f64x2.convert_low_i32x4_s"
  (v128.const i32x4 0x80000000 -1 32768 0x01000001))
  (i32.const 1))
(assert_return (invoke "140 i32x4.trunc_sat_f32x4_u"
  (v128.const f32x4 -0.5 2147483648 nan -inf))
  (i32.const 1))
(assert_return (invoke "141 i32x4.trunc_sat_f32x4_u"
  (v128.const f32x4 4294967296 4294967040 -1 2.5))
  (i32.const 1))
(assert_return (invoke "142 i32x4.trunc_sat_f64x2_u_zero"
  (v128.const f64x2 -0.5 2147483647.9))
  (i32.const 1))
(assert_return (invoke "143 i32x4.trunc_sat_f64x2_u_zero"
  (v128.const f64x2 nan 4294967295.9))
  (i32.const 1))
(assert_return (invoke "144 i32x4.trunc_sat_f64x2_u_zero"
  (v128.const f64x2 inf -2147483648.9))
  (i32.const 1))
(assert_return (invoke "145 i32x4.relaxed_trunc_f32x4_u"
  (v128.const f32x4 -0.5 2147483648 nan -inf))
  (i32.const 1))
(assert_return (invoke "146 i32x4.relaxed_trunc_f32x4_u"
  (v128.const f32x4 4294967296 4294967040 -1 2.5))
  (i32.const 1))
(assert_return (invoke "147 i32x4.relaxed_trunc_f64x2_u_zero"
  (v128.const f64x2 -0.5 2147483647.9))
  (i32.const 1))
(assert_return (invoke "148 i32x4.relaxed_trunc_f64x2_u_zero"
  (v128.const f64x2 nan 4294967295.9))
  (i32.const 1))
(assert_return (invoke "149 i32x4.relaxed_trunc_f64x2_u_zero"
  (v128.const f64x2 inf -2147483648.9))
  (i32.const 1))
(assert_return (invoke "150 f32x4.convert_i32x4_u"
  (v128.const i32x4 0x80000000 0x7fffffff 65536 -32769))
  (i32.const 1))
(assert_return (invoke "151 f32x4.convert_i32x4_u"
  (v128.const i32x4 0x80000000 -1 32768 0x01000001))
  (i32.const 1))
(assert_return (invoke "152 f64x2.convert_low_i32x4_u"
  (v128.const i32x4 0x80000000 0x7fffffff 65536 -32769))
  (i32.const 1))
(assert_return (invoke "153 f64x2.convert_low_i32x4_u"
  (v128.const i32x4 0x80000000 -1 32768 0x01000001))
  (i32.const 1))
(assert_return (invoke "154 f64x2.promote_low_f32x4"
  (v128.const f32x4 4294967296 4294967040 -1 2.5))
  (i32.const 1))
(assert_return (invoke "155 f32x4.demote_f64x2_zero"
  (v128.const f64x2 -0.5 2147483647.9))
  (i32.const 1))
(assert_return (invoke "156 f32x4.ceil"
  (v128.const f32x4 -0.5 2.5 -0 0x1.fffffep-1))
  (i32.const 1))
(assert_return (invoke "157 f32x4.ceil"
  (v128.const f32x4 8388607.5 -8388608 0.49999997 -2.5))
  (i32.const 1))
(assert_return (invoke "158 f32x4.floor"
  (v128.const f32x4 -0.5 2.5 -0 0x1.fffffep-1))
  (i32.const 1))
(assert_return (invoke "159 f32x4.floor"
  (v128.const f32x4 8388607.5 -8388608 0.49999997 -2.5))
  (i32.const 1))
(assert_return (invoke "160 f32x4.trunc"
  (v128.const f32x4 -0.5 2.5 -0 0x1.fffffep-1))
  (i32.const 1))
(assert_return (invoke "161 f32x4.trunc"
  (v128.const f32x4 8388607.5 -8388608 0.49999997 -2.5))
  (i32.const 1))
(assert_return (invoke "162 f32x4.nearest"
  (v128.const f32x4 -0.5 2.5 -0 0x1.fffffep-1))
  (i32.const 1))
(assert_return (invoke "163 f32x4.nearest"
  (v128.const f32x4 8388607.5 -8388608 0.49999997 -2.5))
  (i32.const 1))
(assert_return (invoke "164 f32x4.abs"
  (v128.const f32x4 -0.5 2.5 -0 0x1.fffffep-1))
  (i32.const 1))
(assert_return (invoke "165 f32x4.abs"
  (v128.const f32x4 8388607.5 -8388608 0.49999997 -2.5))
  (i32.const 1))
(assert_return (invoke "166 f32x4.neg"
  (v128.const f32x4 -0.5 2.5 -0 0x1.fffffep-1))
  (i32.const 1))
(assert_return (invoke "167 f32x4.neg"
  (v128.const f32x4 8388607.5 -8388608 0.49999997 -2.5))
  (i32.const 1))
(assert_return (invoke "168 f32x4.add"
  (v128.const f32x4 -0.5 2.5 -0 0x1.fffffep-1)
  (v128.const f32x4 8388607.5 -8388608 0.49999997 -2.5))
  (i32.const 1))
(assert_return (invoke "169 f32x4.sub"
  (v128.const f32x4 -0.5 2.5 -0 0x1.fffffep-1)
  (v128.const f32x4 8388607.5 -8388608 0.49999997 -2.5))
  (i32.const 1))
(assert_return (invoke "170 f32x4.mul"
  (v128.const f32x4 -0.5 2.5 -0 0x1.fffffep-1)
  (v128.const f32x4 8388607.5 -8388608 0.49999997 -2.5))
  (i32.const 1))
(assert_return (invoke "171 f32x4.div"
  (v128.const f32x4 -0.5 2.5 -0 0x1.fffffep-1)
  (v128.const f32x4 8388607.5 -8388608 0.49999997 -2.5))
  (i32.const 1))
(assert_return (invoke "172 f32x4.min"
  (v128.const f32x4 -0.5 2.5 -0 0x1.fffffep-1)
  (v128.const f32x4 8388607.5 -8388608 0.49999997 -2.5))
  (i32.const 1))
(assert_return (invoke "173 f32x4.max"
  (v128.const f32x4 -0.5 2.5 -0 0x1.fffffep-1)
  (v128.const f32x4 8388607.5 -8388608 0.49999997 -2.5))
  (i32.const 1))
(assert_return (invoke "174 f32x4.pmin"
  (v128.const f32x4 -0.5 2.5 -0 0x1.fffffep-1)
  (v128.const f32x4 8388607.5 -8388608 0.49999997 -2.5))
  (i32.const 1))
(assert_return (invoke "175 f32x4.pmax"
  (v128.const f32x4 -0.5 2.5 -0 0x1.fffffep-1)
  (v128.const f32x4 8388607.5 -8388608 0.49999997 -2.5))
  (i32.const 1))
(assert_return (invoke "176 f32x4.eq"
  (v128.const f32x4 -0.5 2.5 -0 0x1.fffffep-1)
  (v128.const f32x4 8388607.5 -8388608 0.49999997 -2.5))
  (i32.const 1))
(assert_return (invoke "177 f32x4.ne"
  (v128.const f32x4 -0.5 2.5 -0 0x1.fffffep-1)
  (v128.const f32x4 8388607.5 -8388608 0.49999997 -2.5))
  (i32.const 1))
(assert_return (invoke "178 f32x4.lt"
  (v128.const f32x4 -0.5 2.5 -0 0x1.fffffep-1)
  (v128.const f32x4 8388607.5 -8388608 0.49999997 -2.5))
  (i32.const 1))
(assert_return (invoke "179 f32x4.gt"
  (v128.const f32x4 -0.5 2.5 -0 0x1.fffffep-1)
  (v128.const f32x4 8388607.5 -8388608 0.49999997 -2.5))
  (i32.const 1))
(assert_return (invoke "180 f32x4.le"
  (v128.const f32x4 -0.5 2.5 -0 0x1.fffffep-1)
  (v128.const f32x4 8388607.5 -8388608 0.49999997 -2.5))
  (i32.const 1))
(assert_return (invoke "181 f32x4.ge"
  (v128.const f32x4 -0.5 2.5 -0 0x1.fffffep-1)
  (v128.const f32x4 8388607.5 -8388608 0.49999997 -2.5))
  (i32.const 1))
(assert_return (invoke "182 f32x4.relaxed_min"
  (v128.const f32x4 -0.5 2.5 -0 0x1.fffffep-1)
  (v128.const f32x4 8388607.5 -8388608 0.49999997 -2.5))
  (i32.const 1))
(assert_return (invoke "183 f32x4.relaxed_max"
  (v128.const f32x4 -0.5 2.5 -0 0x1.fffffep-1)
  (v128.const f32x4 8388607.5 -8388608 0.49999997 -2.5))
  (i32.const 1))
(assert_return (invoke "184 f32x4.relaxed_madd"
  (v128.const f32x4 -0.5 2.5 -0 0x1.fffffep-1)
  (v128.const f32x4 8388607.5 -8388608 0.49999997 -2.5)
  (v128.const f32x4 8388607.5 -8388608 0.49999997 -2.5))
  (i32.const 1))
(assert_return (invoke "185 f32x4.relaxed_nmadd"
  (v128.const f32x4 -0.5 2.5 -0 0x1.fffffep-1)
  (v128.const f32x4 8388607.5 -8388608 0.49999997 -2.5)
  (v128.const f32x4 -0.5 2.5 -0 0x1.fffffep-1))
  (i32.const 1))
(assert_return (invoke "186 f64x2.ceil"
  (v128.const f64x2 -0.5 4503599627370495.5))
  (i32.const 1))
(assert_return (invoke "187 f64x2.ceil"
  (v128.const f64x2 0x1.fffffffffffffp-2 -0))
  (i32.const 1))
(assert_return (invoke "188 f64x2.floor"
  (v128.const f64x2 -0.5 4503599627370495.5))
  (i32.const 1))
(assert_return (invoke "189 f64x2.floor"
  (v128.const f64x2 0x1.fffffffffffffp-2 -0))
  (i32.const 1))
(assert_return (invoke "190 f64x2.trunc"
  (v128.const f64x2 -0.5 4503599627370495.5))
  (i32.const 1))
(assert_return (invoke "191 f64x2.trunc"
  (v128.const f64x2 0x1.fffffffffffffp-2 -0))
  (i32.const 1))
(assert_return (invoke "192 f64x2.nearest"
  (v128.const f64x2 -0.5 4503599627370495.5))
  (i32.const 1))
(assert_return (invoke "193 f64x2.nearest"
  (v128.const f64x2 0x1.fffffffffffffp-2 -0))
  (i32.const 1))
(assert_return (invoke "194 f64x2.abs"
  (v128.const f64x2 -0.5 4503599627370495.5))
  (i32.const 1))
(assert_return (invoke "195 f64x2.abs"
  (v128.const f64x2 0x1.fffffffffffffp-2 -0))
  (i32.const 1))
(assert_return (invoke "196 f64x2.neg"
  (v128.const f64x2 -0.5 4503599627370495.5))
  (i32.const 1))
(assert_return (invoke "197 f64x2.neg"
  (v128.const f64x2 0x1.fffffffffffffp-2 -0))
  (i32.const 1))
(assert_return (invoke "198 f64x2.add"
  (v128.const f64x2 -0.5 4503599627370495.5)
  (v128.const f64x2 0x1.fffffffffffffp-2 -0))
  (i32.const 1))
(assert_return (invoke "199 f64x2.sub"
  (v128.const f64x2 -0.5 4503599627370495.5)
  (v128.const f64x2 0x1.fffffffffffffp-2 -0))
  (i32.const 1))
(assert_return (invoke "200 f64x2.mul"
  (v128.const f64x2 -0.5 4503599627370495.5)
  (v128.const f64x2 0x1.fffffffffffffp-2 -0))
  (i32.const 1))
(assert_return (invoke "201 f64x2.div"
  (v128.const f64x2 -0.5 4503599627370495.5)
  (v128.const f64x2 0x1.fffffffffffffp-2 -0))
  (i32.const 1))
(assert_return (invoke "202 f64x2.min"
  (v128.const f64x2 -0.5 4503599627370495.5)
  (v128.const f64x2 0x1.fffffffffffffp-2 -0))
  (i32.const 1))
(assert_return (invoke "203 f64x2.max"
  (v128.const f64x2 -0.5 4503599627370495.5)
  (v128.const f64x2 0x1.fffffffffffffp-2 -0))
  (i32.const 1))
(assert_return (invoke "204 f64x2.pmin"
  (v128.const f64x2 -0.5 4503599627370495.5)
  (v128.const f64x2 0x1.fffffffffffffp-2 -0))
  (i32.const 1))
(assert_return (invoke "205 f64x2.pmax"
  (v128.const f64x2 -0.5 4503599627370495.5)
  (v128.const f64x2 0x1.fffffffffffffp-2 -0))
  (i32.const 1))
(assert_return (invoke "206 f64x2.eq"
  (v128.const f64x2 -0.5 4503599627370495.5)
  (v128.const f64x2 0x1.fffffffffffffp-2 -0))
  (i32.const 1))
(assert_return (invoke "207 f64x2.ne"
  (v128.const f64x2 -0.5 4503599627370495.5)
  (v128.const f64x2 0x1.fffffffffffffp-2 -0))
  (i32.const 1))
(assert_return (invoke "208 f64x2.lt"
  (v128.const f64x2 -0.5 4503599627370495.5)
  (v128.const f64x2 0x1.fffffffffffffp-2 -0))
  (i32.const 1))
(assert_return (invoke "209 f64x2.gt"
  (v128.const f64x2 -0.5 4503599627370495.5)
  (v128.const f64x2 0x1.fffffffffffffp-2 -0))
  (i32.const 1))
(assert_return (invoke "210 f64x2.le"
  (v128.const f64x2 -0.5 4503599627370495.5)
  (v128.const f64x2 0x1.fffffffffffffp-2 -0))
  (i32.const 1))
(assert_return (invoke "211 f64x2.ge"
  (v128.const f64x2 -0.5 4503599627370495.5)
  (v128.const f64x2 0x1.fffffffffffffp-2 -0))
  (i32.const 1))
(assert_return (invoke "212 f64x2.relaxed_min"
  (v128.const f64x2 -0.5 4503599627370495.5)
  (v128.const f64x2 0x1.fffffffffffffp-2 -0))
  (i32.const 1))
(assert_return (invoke "213 f64x2.relaxed_max"
  (v128.const f64x2 -0.5 4503599627370495.5)
  (v128.const f64x2 0x1.fffffffffffffp-2 -0))
  (i32.const 1))
(assert_return (invoke "214 f64x2.relaxed_madd"
  (v128.const f64x2 -0.5 4503599627370495.5)
  (v128.const f64x2 0x1.fffffffffffffp-2 -0)
  (v128.const f64x2 0x1.fffffffffffffp-2 -0))
  (i32.const 1))
(assert_return (invoke "215 f64x2.relaxed_nmadd"
  (v128.const f64x2 -0.5 4503599627370495.5)
  (v128.const f64x2 0x1.fffffffffffffp-2 -0)
  (v128.const f64x2 -0.5 4503599627370495.5))
  (i32.const 1))
(assert_return (invoke "216 i8x16.relaxed_laneselect"
  (v128.const i8x16 -128 -128 127 127 0 1 -1 255 16 15 128 143 64 200 100 7)
  (v128.const i8x16 -128 127 -128 127 15 16 127 128 255 2 0 1 70 200 100 9)
  (v128.const i8x16 -128 -128 127 127 0 1 -1 255 16 15 128 143 64 200 100 7))
  (i32.const 1))
(assert_return (invoke "217 i16x8.relaxed_laneselect"
  (v128.const i16x8 -32768 -32768 32767 32767 -1 128 -129 255)
  (v128.const i16x8 -32768 32767 -32768 32767 1 -128 256 16384)
  (v128.const i8x16 -128 -128 127 127 0 1 -1 255 16 15 128 143 64 200 100 7))
  (i32.const 1))
(assert_return (invoke "218 i32x4.relaxed_laneselect"
  (v128.const i32x4 0x80000000 0x7fffffff 65536 -32769)
  (v128.const i32x4 0x80000000 -1 32768 0x01000001)
  (v128.const i8x16 -128 -128 127 127 0 1 -1 255 16 15 128 143 64 200 100 7))
  (i32.const 1))
(assert_return (invoke "219 i64x2.relaxed_laneselect"
  (v128.const i64x2 0x8000000000000000 0x00000000ffffffff)
  (v128.const i64x2 0xffffffffffffffff 0x7fffffffffffffff)
  (v128.const i8x16 -128 -128 127 127 0 1 -1 255 16 15 128 143 64 200 100 7))
  (i32.const 1))
(assert_return (invoke "220 v128.bitselect"
  (v128.const i8x16 -128 -128 127 127 0 1 -1 255 16 15 128 143 64 200 100 7)
  (v128.const i8x16 -128 127 -128 127 15 16 127 128 255 2 0 1 70 200 100 9)
  (v128.const i16x8 -32768 -32768 32767 32767 -1 128 -129 255))
  (i32.const 1))
(assert_return (invoke "221 v128.and"
  (v128.const i8x16 -128 -128 127 127 0 1 -1 255 16 15 128 143 64 200 100 7)
  (v128.const i16x8 -32768 32767 -32768 32767 1 -128 256 16384))
  (i32.const 1))
(assert_return (invoke "222 v128.or"
  (v128.const i8x16 -128 -128 127 127 0 1 -1 255 16 15 128 143 64 200 100 7)
  (v128.const i16x8 -32768 32767 -32768 32767 1 -128 256 16384))
  (i32.const 1))
(assert_return (invoke "223 v128.xor"
  (v128.const i8x16 -128 -128 127 127 0 1 -1 255 16 15 128 143 64 200 100 7)
  (v128.const i16x8 -32768 32767 -32768 32767 1 -128 256 16384))
  (i32.const 1))
(assert_return (invoke "224 v128.andnot"
  (v128.const i8x16 -128 -128 127 127 0 1 -1 255 16 15 128 143 64 200 100 7)
  (v128.const i16x8 -32768 32767 -32768 32767 1 -128 256 16384))
  (i32.const 1))
(assert_return (invoke "225 i8x16.shl" (v128.const i8x16 -128 -128 127 127 0 1 -1 255 16 15 128 143 64 200 100 7)
  (i32.const 0)) (i32.const 1))
(assert_return (invoke "226 i8x16.shl" (v128.const i8x16 -128 -128 127 127 0 1 -1 255 16 15 128 143 64 200 100 7)
  (i32.const 1)) (i32.const 1))
(assert_return (invoke "227 i8x16.shl" (v128.const i8x16 -128 -128 127 127 0 1 -1 255 16 15 128 143 64 200 100 7)
  (i32.const 7)) (i32.const 1))
(assert_return (invoke "228 i8x16.shl" (v128.const i8x16 -128 -128 127 127 0 1 -1 255 16 15 128 143 64 200 100 7)
  (i32.const 8)) (i32.const 1))
(assert_return (invoke "229 i8x16.shl" (v128.const i8x16 -128 -128 127 127 0 1 -1 255 16 15 128 143 64 200 100 7)
  (i32.const 11)) (i32.const 1))
(assert_return (invoke "230 i8x16.shl" (v128.const i8x16 -128 -128 127 127 0 1 -1 255 16 15 128 143 64 200 100 7)
  (i32.const -1)) (i32.const 1))
(assert_return (invoke "231 i8x16.shr_s" (v128.const i8x16 -128 -128 127 127 0 1 -1 255 16 15 128 143 64 200 100 7)
  (i32.const 0)) (i32.const 1))
(assert_return (invoke "232 i8x16.shr_s" (v128.const i8x16 -128 -128 127 127 0 1 -1 255 16 15 128 143 64 200 100 7)
  (i32.const 1)) (i32.const 1))
(assert_return (invoke "233 i8x16.shr_s" (v128.const i8x16 -128 -128 127 127 0 1 -1 255 16 15 128 143 64 200 100 7)
  (i32.const 7)) (i32.const 1))
(assert_return (invoke "234 i8x16.shr_s" (v128.const i8x16 -128 -128 127 127 0 1 -1 255 16 15 128 143 64 200 100 7)
  (i32.const 8)) (i32.const 1))
(assert_return (invoke "235 i8x16.shr_s" (v128.const i8x16 -128 -128 127 127 0 1 -1 255 16 15 128 143 64 200 100 7)
  (i32.const 11)) (i32.const 1))
(assert_return (invoke "236 i8x16.shr_s" (v128.const i8x16 -128 -128 127 127 0 1 -1 255 16 15 128 143 64 200 100 7)
  (i32.const -1)) (i32.const 1))
(assert_return (invoke "237 i8x16.shr_u" (v128.const i8x16 -128 -128 127 127 0 1 -1 255 16 15 128 143 64 200 100 7)
  (i32.const 0)) (i32.const 1))
(assert_return (invoke "238 i8x16.shr_u" (v128.const i8x16 -128 -128 127 127 0 1 -1 255 16 15 128 143 64 200 100 7)
  (i32.const 1)) (i32.const 1))
(assert_return (invoke "239 i8x16.shr_u" (v128.const i8x16 -128 -128 127 127 0 1 -1 255 16 15 128 143 64 200 100 7)
  (i32.const 7)) (i32.const 1))
(assert_return (invoke "240 i8x16.shr_u" (v128.const i8x16 -128 -128 127 127 0 1 -1 255 16 15 128 143 64 200 100 7)
  (i32.const 8)) (i32.const 1))
(assert_return (invoke "241 i8x16.shr_u" (v128.const i8x16 -128 -128 127 127 0 1 -1 255 16 15 128 143 64 200 100 7)
  (i32.const 11)) (i32.const 1))
(assert_return (invoke "242 i8x16.shr_u" (v128.const i8x16 -128 -128 127 127 0 1 -1 255 16 15 128 143 64 200 100 7)
  (i32.const -1)) (i32.const 1))
(assert_return (invoke "243 i16x8.shl" (v128.const i16x8 -32768 -32768 32767 32767 -1 128 -129 255)
  (i32.const 0)) (i32.const 1))
(assert_return (invoke "244 i16x8.shl" (v128.const i16x8 -32768 -32768 32767 32767 -1 128 -129 255)
  (i32.const 1)) (i32.const 1))
(assert_return (invoke "245 i16x8.shl" (v128.const i16x8 -32768 -32768 32767 32767 -1 128 -129 255)
  (i32.const 15)) (i32.const 1))
(assert_return (invoke "246 i16x8.shl" (v128.const i16x8 -32768 -32768 32767 32767 -1 128 -129 255)
  (i32.const 16)) (i32.const 1))
(assert_return (invoke "247 i16x8.shl" (v128.const i16x8 -32768 -32768 32767 32767 -1 128 -129 255)
  (i32.const 19)) (i32.const 1))
(assert_return (invoke "248 i16x8.shl" (v128.const i16x8 -32768 -32768 32767 32767 -1 128 -129 255)
  (i32.const -1)) (i32.const 1))
(assert_return (invoke "249 i16x8.shr_s" (v128.const i16x8 -32768 -32768 32767 32767 -1 128 -129 255)
  (i32.const 0)) (i32.const 1))
(assert_return (invoke "250 i16x8.shr_s" (v128.const i16x8 -32768 -32768 32767 32767 -1 128 -129 255)
  (i32.const 1)) (i32.const 1))
(assert_return (invoke "251 i16x8.shr_s" (v128.const i16x8 -32768 -32768 32767 32767 -1 128 -129 255)
  (i32.const 15)) (i32.const 1))
(assert_return (invoke "252 i16x8.shr_s" (v128.const i16x8 -32768 -32768 32767 32767 -1 128 -129 255)
  (i32.const 16)) (i32.const 1))
(assert_return (invoke "253 i16x8.shr_s" (v128.const i16x8 -32768 -32768 32767 32767 -1 128 -129 255)
  (i32.const 19)) (i32.const 1))
(assert_return (invoke "254 i16x8.shr_s" (v128.const i16x8 -32768 -32768 32767 32767 -1 128 -129 255)
  (i32.const -1)) (i32.const 1))
(assert_return (invoke "255 i16x8.shr_u" (v128.const i16x8 -32768 -32768 32767 32767 -1 128 -129 255)
  (i32.const 0)) (i32.const 1))
(assert_return (invoke "256 i16x8.shr_u" (v128.const i16x8 -32768 -32768 32767 32767 -1 128 -129 255)
  (i32.const 1)) (i32.const 1))
(assert_return (invoke "257 i16x8.shr_u" (v128.const i16x8 -32768 -32768 32767 32767 -1 128 -129 255)
  (i32.const 15)) (i32.const 1))
(assert_return (invoke "258 i16x8.shr_u" (v128.const i16x8 -32768 -32768 32767 32767 -1 128 -129 255)
  (i32.const 16)) (i32.const 1))
(assert_return (invoke "259 i16x8.shr_u" (v128.const i16x8 -32768 -32768 32767 32767 -1 128 -129 255)
  (i32.const 19)) (i32.const 1))
(assert_return (invoke "260 i16x8.shr_u" (v128.const i16x8 -32768 -32768 32767 32767 -1 128 -129 255)
  (i32.const -1)) (i32.const 1))
(assert_return (invoke "261 i32x4.shl" (v128.const i32x4 0x80000000 0x7fffffff 65536 -32769)
  (i32.const 0)) (i32.const 1))
(assert_return (invoke "262 i32x4.shl" (v128.const i32x4 0x80000000 0x7fffffff 65536 -32769)
  (i32.const 1)) (i32.const 1))
(assert_return (invoke "263 i32x4.shl" (v128.const i32x4 0x80000000 0x7fffffff 65536 -32769)
  (i32.const 31)) (i32.const 1))
(assert_return (invoke "264 i32x4.shl" (v128.const i32x4 0x80000000 0x7fffffff 65536 -32769)
  (i32.const 32)) (i32.const 1))
(assert_return (invoke "265 i32x4.shl" (v128.const i32x4 0x80000000 0x7fffffff 65536 -32769)
  (i32.const 35)) (i32.const 1))
(assert_return (invoke "266 i32x4.shl" (v128.const i32x4 0x80000000 0x7fffffff 65536 -32769)
  (i32.const -1)) (i32.const 1))
(assert_return (invoke "267 i32x4.shr_s" (v128.const i32x4 0x80000000 0x7fffffff 65536 -32769)
  (i32.const 0)) (i32.const 1))
(assert_return (invoke "268 i32x4.shr_s" (v128.const i32x4 0x80000000 0x7fffffff 65536 -32769)
  (i32.const 1)) (i32.const 1))
(assert_return (invoke "269 i32x4.shr_s" (v128.const i32x4 0x80000000 0x7fffffff 65536 -32769)
  (i32.const 31)) (i32.const 1))
(assert_return (invoke "270 i32x4.shr_s" (v128.const i32x4 0x80000000 0x7fffffff 65536 -32769)
  (i32.const 32)) (i32.const 1))
(assert_return (invoke "271 i32x4.shr_s" (v128.const i32x4 0x80000000 0x7fffffff 65536 -32769)
  (i32.const 35)) (i32.const 1))
(assert_return (invoke "272 i32x4.shr_s" (v128.const i32x4 0x80000000 0x7fffffff 65536 -32769)
  (i32.const -1)) (i32.const 1))
(assert_return (invoke "273 i32x4.shr_u" (v128.const i32x4 0x80000000 0x7fffffff 65536 -32769)
  (i32.const 0)) (i32.const 1))
(assert_return (invoke "274 i32x4.shr_u" (v128.const i32x4 0x80000000 0x7fffffff 65536 -32769)
  (i32.const 1)) (i32.const 1))
(assert_return (invoke "275 i32x4.shr_u" (v128.const i32x4 0x80000000 0x7fffffff 65536 -32769)
  (i32.const 31)) (i32.const 1))
(assert_return (invoke "276 i32x4.shr_u" (v128.const i32x4 0x80000000 0x7fffffff 65536 -32769)
  (i32.const 32)) (i32.const 1))
(assert_return (invoke "277 i32x4.shr_u" (v128.const i32x4 0x80000000 0x7fffffff 65536 -32769)
  (i32.const 35)) (i32.const 1))
(assert_return (invoke "278 i32x4.shr_u" (v128.const i32x4 0x80000000 0x7fffffff 65536 -32769)
  (i32.const -1)) (i32.const 1))
(assert_return (invoke "279 i64x2.shl" (v128.const i64x2 0x8000000000000000 0x00000000ffffffff)
  (i32.const 0)) (i32.const 1))
(assert_return (invoke "280 i64x2.shl" (v128.const i64x2 0x8000000000000000 0x00000000ffffffff)
  (i32.const 1)) (i32.const 1))
(assert_return (invoke "281 i64x2.shl" (v128.const i64x2 0x8000000000000000 0x00000000ffffffff)
  (i32.const 63)) (i32.const 1))
(assert_return (invoke "282 i64x2.shl" (v128.const i64x2 0x8000000000000000 0x00000000ffffffff)
  (i32.const 64)) (i32.const 1))
(assert_return (invoke "283 i64x2.shl" (v128.const i64x2 0x8000000000000000 0x00000000ffffffff)
  (i32.const 67)) (i32.const 1))
(assert_return (invoke "284 i64x2.shl" (v128.const i64x2 0x8000000000000000 0x00000000ffffffff)
  (i32.const -1)) (i32.const 1))
(assert_return (invoke "285 i64x2.shr_s" (v128.const i64x2 0x8000000000000000 0x00000000ffffffff)
  (i32.const 0)) (i32.const 1))
(assert_return (invoke "286 i64x2.shr_s" (v128.const i64x2 0x8000000000000000 0x00000000ffffffff)
  (i32.const 1)) (i32.const 1))
(assert_return (invoke "287 i64x2.shr_s" (v128.const i64x2 0x8000000000000000 0x00000000ffffffff)
  (i32.const 63)) (i32.const 1))
(assert_return (invoke "288 i64x2.shr_s" (v128.const i64x2 0x8000000000000000 0x00000000ffffffff)
  (i32.const 64)) (i32.const 1))
(assert_return (invoke "289 i64x2.shr_s" (v128.const i64x2 0x8000000000000000 0x00000000ffffffff)
  (i32.const 67)) (i32.const 1))
(assert_return (invoke "290 i64x2.shr_s" (v128.const i64x2 0x8000000000000000 0x00000000ffffffff)
  (i32.const -1)) (i32.const 1))
(assert_return (invoke "291 i64x2.shr_u" (v128.const i64x2 0x8000000000000000 0x00000000ffffffff)
  (i32.const 0)) (i32.const 1))
(assert_return (invoke "292 i64x2.shr_u" (v128.const i64x2 0x8000000000000000 0x00000000ffffffff)
  (i32.const 1)) (i32.const 1))
(assert_return (invoke "293 i64x2.shr_u" (v128.const i64x2 0x8000000000000000 0x00000000ffffffff)
  (i32.const 63)) (i32.const 1))
(assert_return (invoke "294 i64x2.shr_u" (v128.const i64x2 0x8000000000000000 0x00000000ffffffff)
  (i32.const 64)) (i32.const 1))
(assert_return (invoke "295 i64x2.shr_u" (v128.const i64x2 0x8000000000000000 0x00000000ffffffff)
  (i32.const 67)) (i32.const 1))
(assert_return (invoke "296 i64x2.shr_u" (v128.const i64x2 0x8000000000000000 0x00000000ffffffff)
  (i32.const -1)) (i32.const 1))
(assert_return (invoke "297 i8x16.all_true" (v128.const i8x16 -128 -128 127 127 0 1 -1 255 16 15 128 143 64 200 100 7))
  (i32.const 1))
(assert_return (invoke "298 i8x16.bitmask" (v128.const i8x16 -128 -128 127 127 0 1 -1 255 16 15 128 143 64 200 100 7))
  (i32.const 1))
(assert_return (invoke "299 i16x8.all_true" (v128.const i16x8 -32768 -32768 32767 32767 -1 128 -129 255))
  (i32.const 1))
(assert_return (invoke "300 i16x8.bitmask" (v128.const i16x8 -32768 -32768 32767 32767 -1 128 -129 255))
  (i32.const 1))
(assert_return (invoke "301 i32x4.all_true" (v128.const i32x4 0x80000000 0x7fffffff 65536 -32769))
  (i32.const 1))
(assert_return (invoke "302 i32x4.bitmask" (v128.const i32x4 0x80000000 0x7fffffff 65536 -32769))
  (i32.const 1))
(assert_return (invoke "303 i64x2.all_true" (v128.const i64x2 0x8000000000000000 0x00000000ffffffff))
  (i32.const 1))
(assert_return (invoke "304 i64x2.bitmask" (v128.const i64x2 0x8000000000000000 0x00000000ffffffff))
  (i32.const 1))
(assert_return (invoke "305 v128.any_true" (v128.const i8x16 -128 -128 127 127 0 1 -1 255 16 15 128 143 64 200 100 7))
  (i32.const 1))
