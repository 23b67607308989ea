;; Functions that reserve room for the arguments of their tail calls call others that trap. A function
;; has an entry for tail calls only if it makes some.
(module
  ;; Calls itself, so that it stays a function.
  (func $fail (param $n i32) (result i64)
    (if (i32.gt_u (local.get $n) (i32.const 99))
      (then (return (i64.rotl (call $fail (i32.sub (local.get $n) (i32.const 1))) (i64.const 3)))))
    (i64.extend_i32_u (i32.div_u (i32.const 1) (local.get 0))))
  (func $many (param $n i32) (param i64 i64 i64 i64 i64 i64 i64 i64 i64 i64 i64 i64) (result i64)
    (if (i32.eq (local.get $n) (i32.const 8)) (then (return_call $reserves (i32.const 9))))
    (i64.add (call $fail (local.get $n)) (local.get 12)))
  (func $reserves (param $n i32) (result i64)
    (if (i32.gt_u (local.get $n) (i32.const 6))
      (then (return_call $many (i32.sub (local.get $n) (i32.const 7)) (i64.const 1) (i64.const 2) (i64.const 3)
        (i64.const 4) (i64.const 5) (i64.const 6) (i64.const 7) (i64.const 8) (i64.const 9) (i64.const 10)
        (i64.const 11) (i64.const 12))))
    (i64.add (call $fail (local.get $n)) (i64.const 1)))
  (func $middle (param i32) (result i64) (i64.mul (call $reserves (local.get 0)) (i64.const 3)))
  (func $outer (export "outer") (param i32) (result i64) (i64.xor (call $middle (local.get 0)) (i64.const 5)))

  (tag $e)
  (func $throws (param $n i32) (result i64)
    (if (i32.gt_u (local.get $n) (i32.const 6))
      (then (return_call $many (local.get $n) (i64.const 1) (i64.const 2) (i64.const 3) (i64.const 4) (i64.const 5)
        (i64.const 6) (i64.const 7) (i64.const 8) (i64.const 9) (i64.const 10) (i64.const 11) (i64.const 12))))
    (if (local.get $n) (then (throw $e)))
    (i64.const 1))
  (func $uncaught (export "throw") (param i32) (result i64) (i64.add (call $throws (local.get 0)) (i64.const 1))))
