;; s = x * 16777217 + y is small where two branches say so of x and y, and s * 1099511627777 does not wrap; but a sum
;; of x and y with factors of 64 bits does, which is what LLVM's ConstraintElimination makes of it.
;; RUN: %every-mode %s
(module
  (func (export "is_greater") (param $y i32) (param $z i64) (param $x i32) (result i32)
    (local $s i64)
    (local.set $s
      (i64.add (i64.mul (i64.extend_i32_s (local.get $x)) (i64.const 16777217)) (i64.extend_i32_s (local.get $y))))
    (if (i64.ne (i64.and (local.get $s) (i64.const -1049600)) (i64.const 0)) (then (return (i32.const 10))))
    (if (i32.gt_s (local.get $x) (i32.const 1)) (then (return (i32.const 11))))
    (if (i32.gt_s (local.get $y) (i32.const -100000)) (then (return (i32.const 13))))
    (if (i64.lt_s (local.get $z) (i64.const -5)) (then (return (i32.const 12))))
    (i64.gt_s (i64.mul (local.get $s) (i64.const 1099511627777)) (local.get $z))))
(assert_return (invoke "is_greater" (i32.const -16777210) (i64.const 0) (i32.const 1)) (i32.const 1))
