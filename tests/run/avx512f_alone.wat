;; AVX-512 without VL has its operations on vectors of 512 bits, also where nothing says that it has these
;; (wexnc/emit/target_machine.cpp).
;; RUN: wexnc -O2 --target=x86_64-linux-gnu -mattr=+avx512f %s --emit=asm -o - | FileCheck %s
(module (func (export "abs") (param v128) (result v128) (i64x2.abs (local.get 0))))
;; CHECK: vpabsq %zmm0, %zmm0
