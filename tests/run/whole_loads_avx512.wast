;; With AVX-512, a load of which only some lanes are taken traps as one of all of them (wexnc/emit/whole_loads.h).
;; RUN: %every-mode %s
;; RUN: %if x86-64 %{ if grep -qw avx512vl /proc/cpuinfo; then wexn-spec -O 0 -mcpu=x86-64-v4 %s && wexn-spec -O 1 -mcpu=x86-64-v4 %s && wexn-spec -O 2 -mcpu=x86-64-v4 %s; fi %}
;; RUN: sed '/^(assert/,$d' %s > %t.wat
;; RUN: wexnc %t.wat --target=x86_64-linux-gnu -mcpu=x86-64-v4 --emit=asm -o - | FileCheck %s
(module
 (memory 1)
;; CHECK: .f0:
;; CHECK: vmovups (%r[[BASE:[a-z]+]],%r[[INDEX:[a-z]+]]), %xmm
;; CHECK: vmovdqu64 (%r[[BASE]],%r[[INDEX]]), %xmm{{[0-9]+}} {%k{{[0-9]}}} {z}
 (func (export "choose") (param i32 i32) (result v128)
  (v128.bitselect (v128.const i64x2 0 0) (v128.load (local.get 0))
   (i64x2.eq (i64x2.splat (i64.extend_i32_u (local.get 1))) (v128.const i64x2 1 1))))
 (func (export "scalar") (param i32 f64) (result f64)
  (select (f64.load (local.get 0)) (f64.const 0) (f64.lt (local.get 1) (f64.const 3))))
 (func (export "single") (param i32 f32) (result f32)
  (select (f32.load (local.get 0)) (f32.const 0) (f32.lt (local.get 1) (f32.const 3))))
 (func (export "add") (param i32 v128 v128) (result v128)
  (v128.bitselect (i32x4.add (local.get 1) (v128.load (local.get 0))) (local.get 1)
   (i32x4.gt_s (local.get 1) (local.get 2))))
 (func (export "splat") (param i32 v128 v128) (result v128)
  (v128.bitselect (i32x4.add (local.get 1) (v128.load32_splat (local.get 0))) (local.get 1)
   (i32x4.gt_s (local.get 1) (local.get 2))))
 (func (export "wide") (param i32 v128 v128) (result v128)
  (v128.bitselect (v128.load8x8_u (local.get 0)) (v128.const i64x2 0 0) (i16x8.gt_s (local.get 1) (local.get 2))))
 (func (export "extended") (param i32 v128 v128) (result v128)
  (v128.bitselect (v128.load32x2_s (local.get 0)) (local.get 1) (i64x2.gt_s (local.get 1) (local.get 2))))
 (func (export "compare") (param i32 v128 v128) (result v128)
  (v128.and (i32x4.gt_s (local.get 1) (local.get 2)) (i32x4.eq (local.get 1) (v128.load (local.get 0)))))
 (func (export "bytes") (param i32 v128 v128) (result v128)
  (v128.bitselect (v128.load (local.get 0)) (v128.const i64x2 0 0) (i8x16.gt_s (local.get 1) (local.get 2)))))
(assert_trap (invoke "choose" (i32.const 65535) (i32.const 1)) "out of bounds memory access")
(assert_return (invoke "choose" (i32.const 65520) (i32.const 1)) (v128.const i64x2 0 0))
(assert_trap (invoke "scalar" (i32.const 65535) (f64.const 3)) "out of bounds memory access")
(assert_return (invoke "scalar" (i32.const 65528) (f64.const 3)) (f64.const 0))
(assert_trap (invoke "single" (i32.const 65535) (f32.const 3)) "out of bounds memory access")
(assert_trap (invoke "add" (i32.const 65535) (v128.const i64x2 0 0) (v128.const i64x2 0 0)) "out of bounds memory access")
(assert_trap (invoke "splat" (i32.const 65535) (v128.const i64x2 0 0) (v128.const i64x2 0 0)) "out of bounds memory access")
(assert_trap (invoke "wide" (i32.const 65535) (v128.const i64x2 0 0) (v128.const i64x2 0 0)) "out of bounds memory access")
(assert_trap (invoke "extended" (i32.const 65535) (v128.const i64x2 0 0) (v128.const i64x2 0 0)) "out of bounds memory access")
(assert_trap (invoke "compare" (i32.const 65535) (v128.const i64x2 0 0) (v128.const i64x2 0 0)) "out of bounds memory access")
(assert_trap (invoke "bytes" (i32.const 65535) (v128.const i64x2 0 0) (v128.const i64x2 0 0)) "out of bounds memory access")
