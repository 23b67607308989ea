;; 0 / 0 in lanes of vectors is a NaN also where code generation finds late that both are zero, and bits of the quotient
;; are asked for (wexnc/emit/vector_divisions.h): here whether it is quiet.
;; RUN: %every-mode %s
;; RUN: wexn-spec -O 2 --target=aarch64-linux-gnu %s
(module
  (memory 1)
  (func (export "quiet") (param $x v128) (param $p i32) (result v128)
    (local $zero v128) (local $q v128) (local $mask v128)
    (local.set $mask
      (i32x4.gt_u (v128.load16x4_s (i32.const 10))
        (f32x4.eq (local.get $zero)
          (i8x16.shuffle 22 26 4 17 26 13 17 25 12 24 16 0 12 0 26 3
            (i8x16.sub_sat_u (v128.const i64x2 2048 4194304) (local.get $x)) (local.get $zero)))))
    (local.set $q (f32x4.div (local.get $mask) (local.get $zero)))
    (local.set $q
      (v128.bitselect
        (v128.or (v128.and (local.get $q) (v128.const i32x4 0x400000 0x400000 0x400000 0x400000))
          (v128.const i32x4 0x7f800001 0x7f800001 0x7f800001 0x7f800001))
        (local.get $q) (f32x4.ne (local.get $q) (local.get $q))))
    (i32.store (i32.const 100) (i32x4.bitmask (i8x16.add_sat_u (local.get $q) (local.get $mask))))
    (local.get $q)))
(assert_return (invoke "quiet" (v128.const i64x2 0 0) (i32.const 0)) (v128.const i32x4 0x7fc00001 0x7fc00001 0x7fc00001 0x7fc00001))
