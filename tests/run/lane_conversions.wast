;; Rows of halves that are extended with their sign and converted as unsigned numbers: none is converted as a half.
;; RUN: %every-mode %s
(module
  (memory 1)
  (data (i32.const 64) "\01\00\ff\ff\00\80\02\00\fe\ff\ff\7f\00\00\01\80")
  (func (export "sum") (param $p i32) (result i32)
      (i32.add (i32.trunc_sat_f64_u (f64.mul (f64.const 0.5) (f64.convert_i32_u (i32.load16_s offset=64 (local.get $p)))))
      (i32.add (i32.trunc_sat_f64_u (f64.mul (f64.const 0.5) (f64.convert_i32_u (i32.load16_s offset=66 (local.get $p)))))
      (i32.add (i32.trunc_sat_f64_u (f64.mul (f64.const 0.5) (f64.convert_i32_u (i32.load16_s offset=68 (local.get $p)))))
      (i32.add (i32.trunc_sat_f64_u (f64.mul (f64.const 0.5) (f64.convert_i32_u (i32.load16_s offset=70 (local.get $p)))))
      (i32.add (i32.trunc_sat_f64_u (f64.mul (f64.const 0.5) (f64.convert_i32_u (i32.load16_s offset=72 (local.get $p)))))
      (i32.add (i32.trunc_sat_f64_u (f64.mul (f64.const 0.5) (f64.convert_i32_u (i32.load16_s offset=74 (local.get $p)))))
      (i32.add (i32.trunc_sat_f64_u (f64.mul (f64.const 0.5) (f64.convert_i32_u (i32.load16_s offset=76 (local.get $p)))))
      (i32.trunc_sat_f64_u (f64.mul (f64.const 0.5) (f64.convert_i32_u (i32.load16_s offset=78 (local.get $p))))))))))))))
(assert_return (invoke "sum" (i32.const 0)) (i32.const 4294950910))
