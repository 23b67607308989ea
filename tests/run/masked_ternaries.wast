;; A choice of bits by a constant, of which only some lanes are taken, the others being one of what was chosen from
;; (wexnc/emit/masked_ternaries.h).
;; RUN: %every-mode %s
;; RUN: %if x86-64 %{ if grep -qw avx512vl /proc/cpuinfo; then wexn-spec -O 1 -mcpu=x86-64-v4 %s && wexn-spec -O 2 -mcpu=x86-64-v4 %s; fi %}
;; RUN: sed '/^(assert/,$d' %s > %t.wat
;; RUN: wexnc %t.wat --target=x86_64-linux-gnu -mcpu=x86-64-v4 --emit=asm -o - | FileCheck %s
(module
  (memory 1)
  (data (i32.const 0) "\11\22\33\44\55\66\77\88\99\aa\bb\cc\dd\ee\ff\00")
;; CHECK: vpternlogq $216, .LCPI{{.*}}{%k1}
;; CHECK: vpternlogq $228, .LCPI{{.*}}{%k1}
;; CHECK: vpternlogq $216, .LCPI{{.*}}{%k1}
;; CHECK: vpternlogq $184, ({{.*}}{%k1}
  ;; The constant in memory, with the first and with the second vector where lanes stay.
  (func (export "first") (param v128 v128 v128) (result v128)
    (v128.bitselect (v128.bitselect (local.get 0) (local.get 1) (v128.const i64x2 0x00000f0f00ff1234 0xffff1212aaaa5555)) (local.get 0)
      (i64x2.lt_s (local.get 2) (v128.const i64x2 5 5))))
  (func (export "second") (param v128 v128 v128) (result v128)
    (v128.bitselect (v128.bitselect (local.get 0) (local.get 1) (v128.const i64x2 0x00000f0f00ff1234 0xffff1212aaaa5555)) (local.get 1)
      (i64x2.lt_s (local.get 2) (v128.const i64x2 5 5))))
  (func (export "same") (param v128 v128 v128) (result v128)
    (v128.bitselect (v128.bitselect (local.get 0) (local.get 1) (v128.const i64x2 0x00000f0f00ff1234 0x00000f0f00ff1234)) (local.get 0)
      (i64x2.lt_s (local.get 2) (v128.const i64x2 5 5))))
  ;; One of the vectors in memory, the constant used again.
  (func (export "memory") (param v128 v128 v128) (result v128)
    (i64x2.add
      (v128.bitselect
        (v128.bitselect (v128.load (i32.const 0)) (local.get 1) (v128.const i64x2 0x00000f0f00ff1234 0xffff1212aaaa5555)) (local.get 1)
        (i64x2.lt_s (local.get 2) (v128.const i64x2 5 5)))
      (i64x2.mul (local.get 0) (v128.const i64x2 0x00000f0f00ff1234 0xffff1212aaaa5555)))))
(assert_return (invoke "first" (v128.const i64x2 0x0123456789abcdef 0xfedcba9876543210) (v128.const i64x2 0xa5a5a5a55a5a5a5a 0xff00ff0000ff00ff) (v128.const i64x2 1 7)) (v128.const i64x2 0xa5a5a5a75aab486e 0xfedcba9876543210))
(assert_return (invoke "first" (v128.const i64x2 0x0123456789abcdef 0xfedcba9876543210) (v128.const i64x2 0xa5a5a5a55a5a5a5a 0xff00ff0000ff00ff) (v128.const i64x2 7 1)) (v128.const i64x2 0x0123456789abcdef 0xfedcff10225510ba))
(assert_return (invoke "second" (v128.const i64x2 0x0123456789abcdef 0xfedcba9876543210) (v128.const i64x2 0xa5a5a5a55a5a5a5a 0xff00ff0000ff00ff) (v128.const i64x2 1 7)) (v128.const i64x2 0xa5a5a5a75aab486e 0xff00ff0000ff00ff))
(assert_return (invoke "second" (v128.const i64x2 0x0123456789abcdef 0xfedcba9876543210) (v128.const i64x2 0xa5a5a5a55a5a5a5a 0xff00ff0000ff00ff) (v128.const i64x2 7 1)) (v128.const i64x2 0xa5a5a5a55a5a5a5a 0xfedcff10225510ba))
(assert_return (invoke "same" (v128.const i64x2 0x0123456789abcdef 0xfedcba9876543210) (v128.const i64x2 0xa5a5a5a55a5a5a5a 0xff00ff0000ff00ff) (v128.const i64x2 1 7)) (v128.const i64x2 0xa5a5a5a75aab486e 0xfedcba9876543210))
(assert_return (invoke "same" (v128.const i64x2 0x0123456789abcdef 0xfedcba9876543210) (v128.const i64x2 0xa5a5a5a55a5a5a5a 0xff00ff0000ff00ff) (v128.const i64x2 7 1)) (v128.const i64x2 0x0123456789abcdef 0xff00fa08005412db))
(assert_return (invoke "memory" (v128.const i64x2 0x0123456789abcdef 0xfedcba9876543210) (v128.const i64x2 0xa5a5a5a55a5a5a5a 0xff00ff0000ff00ff) (v128.const i64x2 1 7)) (v128.const i64x2 0x9ff53b7e86a4ece6 0x1b72b5311e32f04f))
(assert_return (invoke "memory" (v128.const i64x2 0x0123456789abcdef 0xfedcba9876543210) (v128.const i64x2 0xa5a5a5a55a5a5a5a 0xff00ff0000ff00ff) (v128.const i64x2 7 1)) (v128.const i64x2 0x9ff53a7e86cbfce6 0x1d71a541a632f00b))
