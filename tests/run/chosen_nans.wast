;; Arithmetic makes a signalling NaN quiet also where what it works on is chosen: in a loop that becomes one of vectors, the choice
;; between promoted numbers and others does not go before their demotion, and choices of vectors one arm of which changes nothing
;; become no choice between operands, as AVX-512 has instructions for (wexnc/optimize/exact_nans.cpp).
;; RUN: %every-mode %s
;; RUN: wexn-spec -O 2 --target=aarch64-linux-gnu %s
;; RUN: sed '/^(assert/,$d' %s > %t.wat
;; RUN: wexnc %t.wat --target=x86_64-linux-gnu -mcpu=skylake-avx512 --emit=asm -o - | FileCheck %s
(module
  (memory 1)
  (func (export "demote") (param $n i32) (result f32) (local $i i32) (local $v f64) (local $p i32)
    (loop $l
      (i32.store offset=4096 (local.get $i) (i32.const 0x7fa00000))
      (br_if $l (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 4))) (i32.const 4096))))
    (local.set $i (i32.const 0))
    (loop $l
      (local.set $p (i32.shl (local.get $i) (i32.const 2)))
      (local.set $v (f64.promote_f32 (f32.load offset=4096 (local.get $p))))
      (if (i32.and (local.get $i) (i32.const 1))
        (then
          (local.set $v
            (f64.sqrt
              (f64.div (f64.convert_i32_s (local.get $i))
                (f64.div (f64.convert_i32_s (local.get $n)) (f64.convert_i32_s (i32.mul (local.get $i) (local.get $n)))))))))
      (f32.store offset=16384 (local.get $p) (f32.demote_f64 (local.get $v)))
      (br_if $l (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (local.get $n))))
    (f32.load offset=16384 (i32.const 8)))
  (func (export "product") (param $x v128) (param $y v128) (param $z v128) (result v128)
    ;; CHECK-LABEL: .f1:
    ;; CHECK-NOT: vmulps {{.*}}%k
    ;; CHECK: vmulps
    ;; CHECK-NOT: vmulps {{.*}}%k
    (f32x4.mul (local.get $x)
      (v128.bitselect (v128.const f32x4 1 1 1 1) (local.get $y) (f32x4.lt (local.get $z) (local.get $y)))))
  ;; CHECK-LABEL: .f2:
  (func (export "sum") (param $x v128) (param $y v128) (param $z v128) (result v128)
    ;; CHECK-NOT: vaddpd {{.*}}%k
    ;; CHECK: vaddpd
    ;; CHECK-NOT: vaddpd {{.*}}%k
    (f64x2.add (local.get $x)
      (v128.bitselect (v128.const f64x2 -0 -0) (local.get $y) (f64x2.lt (local.get $z) (local.get $y)))))
  ;; CHECK-LABEL: .f3:
  (func (export "end"))
)
(assert_return (invoke "demote" (i32.const 64)) (f32.const nan:arithmetic))
(assert_return
  (invoke "product" (v128.const i32x4 0x7fa00000 0x7fa00000 0x7fa00000 2) (v128.const i32x4 0 0 0 0) (v128.const f32x4 -1 -1 -1 -1))
  (v128.const f32x4 nan:arithmetic nan:arithmetic nan:arithmetic 0x1p-148))
(assert_return
  (invoke "sum" (v128.const i64x2 0x7ff4000000000000 3) (v128.const f64x2 0 0) (v128.const f64x2 -1 -1))
  (v128.const f64x2 nan:arithmetic 0x3p-1074))
