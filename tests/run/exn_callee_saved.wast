;; RUN: %every-mode %s
;; What lives in a callee-saved register when a function calls is there in its handler, although every frame
;; between has saved and changed all of them: ten integers, ten floats and four vectors, loaded from
;; memory that is overwritten meanwhile, so that nothing can be computed anew.
;;
;; On AArch64 d8-d15 are such registers, and a function's frame record lies below the registers it saves:
;; RUN: sed "/^(assert/d; /^(invoke/d" %s > %t.wat && wexnc %t.wat -n m --target=aarch64-linux-gnu --emit=asm -o - | FileCheck %s
;; CHECK:      m.between:
;; CHECK:      stp d15, d14, [sp, #{{[0-9]+}}]
;; CHECK:      stp d13, d12
;; CHECK:      stp d11, d10
;; CHECK:      stp d9, d8
;; CHECK:      stp x29, x30, [sp, #[[#RECORD:]]]
;; CHECK:      str x28, [sp, #[[#RECORD+16]]]
;; CHECK:      stp x27, x26
;; CHECK:      stp x21, x19
;; CHECK:      add x29, sp, #[[#RECORD]]
(module
  (memory 1)
  (tag $e)
  (global $sum (mut f64) (f64.const 0))
  (global $isum (mut i64) (i64.const 0))
  ;; Fills the memory with $x, $x + 1, ...
  (func $fill (export "fill") (param $x i32) (local $p i32)
    (loop $l
      (i64.store offset=0 (local.get $p) (i64.extend_i32_u (local.get $x)))
      (f64.store offset=128 (local.get $p) (f64.convert_i32_u (local.get $x)))
      (f64.store offset=256 (local.get $p) (f64.convert_i32_u (local.get $x)))
      (local.set $x (i32.add (local.get $x) (i32.const 1)))
      (br_if $l (i32.lt_u (local.tee $p (i32.add (local.get $p) (i32.const 8))) (i32.const 128)))))
  (func $between (param $n i32)
    (local $i0 i64) (local $i1 i64) (local $i2 i64) (local $i3 i64) (local $i4 i64) (local $i5 i64) (local $i6 i64) (local $i7 i64) (local $i8 i64) (local $i9 i64)
    (local $f0 f64) (local $f1 f64) (local $f2 f64) (local $f3 f64) (local $f4 f64) (local $f5 f64) (local $f6 f64) (local $f7 f64) (local $f8 f64) (local $f9 f64)
    (local $v0 v128) (local $v1 v128) (local $v2 v128) (local $v3 v128)
    (call $fill (i32.mul (local.get $n) (i32.const 1000)))
    (local.set $i0 (i64.load offset=0 (i32.const 0)))
    (local.set $f0 (f64.load offset=128 (i32.const 0)))
    (local.set $i1 (i64.load offset=8 (i32.const 0)))
    (local.set $f1 (f64.load offset=136 (i32.const 0)))
    (local.set $i2 (i64.load offset=16 (i32.const 0)))
    (local.set $f2 (f64.load offset=144 (i32.const 0)))
    (local.set $i3 (i64.load offset=24 (i32.const 0)))
    (local.set $f3 (f64.load offset=152 (i32.const 0)))
    (local.set $i4 (i64.load offset=32 (i32.const 0)))
    (local.set $f4 (f64.load offset=160 (i32.const 0)))
    (local.set $i5 (i64.load offset=40 (i32.const 0)))
    (local.set $f5 (f64.load offset=168 (i32.const 0)))
    (local.set $i6 (i64.load offset=48 (i32.const 0)))
    (local.set $f6 (f64.load offset=176 (i32.const 0)))
    (local.set $i7 (i64.load offset=56 (i32.const 0)))
    (local.set $f7 (f64.load offset=184 (i32.const 0)))
    (local.set $i8 (i64.load offset=64 (i32.const 0)))
    (local.set $f8 (f64.load offset=192 (i32.const 0)))
    (local.set $i9 (i64.load offset=72 (i32.const 0)))
    (local.set $f9 (f64.load offset=200 (i32.const 0)))
    (local.set $v0 (v128.load offset=256 (i32.const 0)))
    (local.set $v1 (v128.load offset=272 (i32.const 0)))
    (local.set $v2 (v128.load offset=288 (i32.const 0)))
    (local.set $v3 (v128.load offset=304 (i32.const 0)))
    (if (i32.eqz (local.get $n)) (then (throw $e)))
    (call $between (i32.sub (local.get $n) (i32.const 1)))
    (global.set $isum (i64.add (i64.add (i64.add (i64.add (i64.add (i64.add (i64.add (i64.add (i64.add (i64.mul (local.get $i0) (i64.const 1)) (i64.mul (local.get $i1) (i64.const 2))) (i64.mul (local.get $i2) (i64.const 3))) (i64.mul (local.get $i3) (i64.const 4))) (i64.mul (local.get $i4) (i64.const 5))) (i64.mul (local.get $i5) (i64.const 6))) (i64.mul (local.get $i6) (i64.const 7))) (i64.mul (local.get $i7) (i64.const 8))) (i64.mul (local.get $i8) (i64.const 9))) (i64.mul (local.get $i9) (i64.const 10))))
    (global.set $sum (f64.add (f64.add (f64.add (f64.add (f64.add (f64.add (f64.add (f64.add (f64.add (f64.add (f64.add (f64.add (f64.add (f64.add (f64.add (f64.add (f64.add (f64.mul (local.get $f0) (f64.const 1)) (f64.mul (local.get $f1) (f64.const 2))) (f64.mul (local.get $f2) (f64.const 3))) (f64.mul (local.get $f3) (f64.const 4))) (f64.mul (local.get $f4) (f64.const 5))) (f64.mul (local.get $f5) (f64.const 6))) (f64.mul (local.get $f6) (f64.const 7))) (f64.mul (local.get $f7) (f64.const 8))) (f64.mul (local.get $f8) (f64.const 9))) (f64.mul (local.get $f9) (f64.const 10))) (f64x2.extract_lane 0 (local.get $v0))) (f64x2.extract_lane 1 (local.get $v1))) (f64x2.extract_lane 0 (local.get $v2))) (f64x2.extract_lane 1 (local.get $v3))) (f64x2.extract_lane 1 (local.get $v0))) (f64x2.extract_lane 0 (local.get $v1))) (f64x2.extract_lane 1 (local.get $v2))) (f64x2.extract_lane 0 (local.get $v3)))))
  (func (export "run") (param $n i32) (result i64 f64)
    (local $i0 i64) (local $i1 i64) (local $i2 i64) (local $i3 i64) (local $i4 i64) (local $i5 i64) (local $i6 i64) (local $i7 i64) (local $i8 i64) (local $i9 i64)
    (local $f0 f64) (local $f1 f64) (local $f2 f64) (local $f3 f64) (local $f4 f64) (local $f5 f64) (local $f6 f64) (local $f7 f64) (local $f8 f64) (local $f9 f64)
    (local $v0 v128) (local $v1 v128) (local $v2 v128) (local $v3 v128)
    (local.set $i0 (i64.load offset=0 (i32.const 0)))
    (local.set $f0 (f64.load offset=128 (i32.const 0)))
    (local.set $i1 (i64.load offset=8 (i32.const 0)))
    (local.set $f1 (f64.load offset=136 (i32.const 0)))
    (local.set $i2 (i64.load offset=16 (i32.const 0)))
    (local.set $f2 (f64.load offset=144 (i32.const 0)))
    (local.set $i3 (i64.load offset=24 (i32.const 0)))
    (local.set $f3 (f64.load offset=152 (i32.const 0)))
    (local.set $i4 (i64.load offset=32 (i32.const 0)))
    (local.set $f4 (f64.load offset=160 (i32.const 0)))
    (local.set $i5 (i64.load offset=40 (i32.const 0)))
    (local.set $f5 (f64.load offset=168 (i32.const 0)))
    (local.set $i6 (i64.load offset=48 (i32.const 0)))
    (local.set $f6 (f64.load offset=176 (i32.const 0)))
    (local.set $i7 (i64.load offset=56 (i32.const 0)))
    (local.set $f7 (f64.load offset=184 (i32.const 0)))
    (local.set $i8 (i64.load offset=64 (i32.const 0)))
    (local.set $f8 (f64.load offset=192 (i32.const 0)))
    (local.set $i9 (i64.load offset=72 (i32.const 0)))
    (local.set $f9 (f64.load offset=200 (i32.const 0)))
    (local.set $v0 (v128.load offset=256 (i32.const 0)))
    (local.set $v1 (v128.load offset=272 (i32.const 0)))
    (local.set $v2 (v128.load offset=288 (i32.const 0)))
    (local.set $v3 (v128.load offset=304 (i32.const 0)))
    (block $h (try_table (catch $e $h) (call $between (local.get $n))) (unreachable))
    (i64.add (i64.add (i64.add (i64.add (i64.add (i64.add (i64.add (i64.add (i64.add (i64.mul (local.get $i0) (i64.const 1)) (i64.mul (local.get $i1) (i64.const 2))) (i64.mul (local.get $i2) (i64.const 3))) (i64.mul (local.get $i3) (i64.const 4))) (i64.mul (local.get $i4) (i64.const 5))) (i64.mul (local.get $i5) (i64.const 6))) (i64.mul (local.get $i6) (i64.const 7))) (i64.mul (local.get $i7) (i64.const 8))) (i64.mul (local.get $i8) (i64.const 9))) (i64.mul (local.get $i9) (i64.const 10)))
    (f64.add (f64.add (f64.add (f64.add (f64.add (f64.add (f64.add (f64.add (f64.add (f64.add (f64.add (f64.add (f64.add (f64.add (f64.add (f64.add (f64.add (f64.mul (local.get $f0) (f64.const 1)) (f64.mul (local.get $f1) (f64.const 2))) (f64.mul (local.get $f2) (f64.const 3))) (f64.mul (local.get $f3) (f64.const 4))) (f64.mul (local.get $f4) (f64.const 5))) (f64.mul (local.get $f5) (f64.const 6))) (f64.mul (local.get $f6) (f64.const 7))) (f64.mul (local.get $f7) (f64.const 8))) (f64.mul (local.get $f8) (f64.const 9))) (f64.mul (local.get $f9) (f64.const 10))) (f64x2.extract_lane 0 (local.get $v0))) (f64x2.extract_lane 1 (local.get $v1))) (f64x2.extract_lane 0 (local.get $v2))) (f64x2.extract_lane 1 (local.get $v3))) (f64x2.extract_lane 1 (local.get $v0))) (f64x2.extract_lane 0 (local.get $v1))) (f64x2.extract_lane 1 (local.get $v2))) (f64x2.extract_lane 0 (local.get $v3)))))
(invoke "fill" (i32.const 1))
(assert_return (invoke "run" (i32.const 0)) (i64.const 385) (f64.const 421))
(invoke "fill" (i32.const 1))
(assert_return (invoke "run" (i32.const 1)) (i64.const 385) (f64.const 421))
(invoke "fill" (i32.const 1))
(assert_return (invoke "run" (i32.const 2)) (i64.const 385) (f64.const 421))
(invoke "fill" (i32.const 1))
(assert_return (invoke "run" (i32.const 50)) (i64.const 385) (f64.const 421))
