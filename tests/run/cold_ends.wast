;; RUN: %every-mode %s
;; Functions that return or, after calls, throw or trap: what never returns is a function of its own at -O2 (cold_ends.h), and
;; does the same. Entered from one place or several, with values that differ by it; with loops, clean-ups, and shared ends.
(module
  (type $step (func (param i32)))
  (type $fail (func (param i32 i64)))
  (tag $e (param i32 i64))
  (global $log (mut i64) (i64.const 0))
  (table 2 2 funcref)
  (elem (i32.const 0) func $note $fail)
  (func $note (type $step)
    (global.set $log (i64.add (i64.mul (global.get $log) (i64.const 10)) (i64.extend_i32_u (local.get 0)))))
  (func $fail (type $fail) (throw $e (local.get 0) (local.get 1)))

  ;; With a clean-up on the way.
  (func $cleanup (param $x i32) (param $y i64) (result i64)
    (if (i32.gt_u (local.get $x) (i32.const 10)) (then
      (call_indirect (type $step) (i32.const 1) (i32.const 0))
      (block $h (result exnref)
        (try_table (catch_all_ref $h)
          (call_indirect (type $fail) (local.get $x) (local.get $y) (i32.const 1)))
        (unreachable))
      (call_indirect (type $step) (i32.const 2) (i32.const 0))
      (throw_ref)))
    (i64.add (local.get $y) (i64.extend_i32_u (local.get $x))))
  ;; From two places, with values that say from which.
  (func $places (param $x i32) (param $y i64) (result i64)
    (local $why i32) (local $more i64)
    (block $bad
      (local.set $why (i32.const 3))
      (local.set $more (local.get $y))
      (br_if $bad (i32.eq (local.get $x) (i32.const 11)))
      (local.set $why (i32.const 4))
      (local.set $more (i64.mul (local.get $y) (i64.const 3)))
      (br_if $bad (i32.eq (local.get $x) (i32.const 12)))
      (return (i64.sub (local.get $y) (i64.extend_i32_u (local.get $x)))))
    (call_indirect (type $step) (local.get $why) (i32.const 0))
    (call_indirect (type $fail) (local.get $why) (local.get $more) (i32.const 1))
    (unreachable))
  ;; A loop is entered first, and goes on with what changes in it.
  (func $rounds (param $x i32) (param $y i64) (result i64)
    (if (i32.gt_u (local.get $x) (i32.const 10)) (then
      (loop $again
        (call_indirect (type $step) (i32.const 5) (i32.const 0))
        (local.set $y (i64.add (local.get $y) (i64.const 1)))
        (br_if $again (i32.gt_u (local.tee $x (i32.sub (local.get $x) (i32.const 1))) (i32.const 9))))
      (call_indirect (type $fail) (local.get $x) (local.get $y) (i32.const 1))
      (unreachable)))
    (i64.xor (local.get $y) (i64.extend_i32_u (local.get $x))))
  ;; Two that end in the same code.
  (func $ends (param $x i32) (param $y i64) (result i64)
    (block $end
      (block $second
        (if (i32.eq (local.get $x) (i32.const 11)) (then
          (call_indirect (type $step) (i32.const 6) (i32.const 0))
          (call_indirect (type $step) (i32.const 6) (i32.const 0))
          (br $end)))
        (br_if $second (i32.gt_u (local.get $x) (i32.const 10)))
        (return (i64.or (local.get $y) (i64.extend_i32_u (local.get $x)))))
      (call_indirect (type $step) (i32.const 7) (i32.const 0)))
    (call_indirect (type $step) (i32.const 8) (i32.const 0))
    (call_indirect (type $fail) (local.get $x) (local.get $y) (i32.const 1))
    (unreachable))
  ;; More values than registers hold.
  (func $values (param $x i32) (param $y i64) (result i64)
    (local $a i64) (local $b i64) (local $c i64) (local $d i64) (local $f i64)
    (local.set $a (i64.mul (local.get $y) (i64.const 3)))
    (local.set $b (i64.mul (local.get $a) (local.get $y)))
    (local.set $c (i64.mul (local.get $b) (local.get $a)))
    (local.set $d (i64.mul (local.get $c) (local.get $b)))
    (local.set $f (i64.mul (local.get $d) (local.get $c)))
    (if (i32.gt_u (local.get $x) (i32.const 10)) (then
      (call_indirect (type $step) (i32.wrap_i64 (local.get $a)) (i32.const 0))
      (call_indirect (type $step) (i32.wrap_i64 (local.get $b)) (i32.const 0))
      (call_indirect (type $fail) (local.get $x)
        (i64.add (i64.add (local.get $c) (local.get $d)) (i64.add (local.get $f) (local.get $y))) (i32.const 1))
      (unreachable)))
    (i64.add (i64.add (local.get $c) (local.get $d)) (i64.add (local.get $f) (i64.add (local.get $a) (local.get $b)))))
  ;; A trap at the end.
  (func $traps (param $x i32) (param $y i64) (result i64)
    (if (i32.gt_u (local.get $x) (i32.const 10)) (then
      (call_indirect (type $step) (i32.const 9) (i32.const 0))
      (call_indirect (type $step) (i32.const 1) (i32.const 0))
      (drop (i64.div_u (local.get $y) (i64.const 0)))
      (unreachable)))
    (local.get $y))

  ;; What is caught, with what was noted: values kept across the calls show that registers are right.
  (func $sum (param $of i32) (param $x i32) (result i64)
    (local $kept i64) (local $tag i32) (local $value i64)
    (global.set $log (i64.const 0))
    (local.set $kept (i64.mul (i64.extend_i32_u (local.get $x)) (i64.const 1000003)))
    (block $caught (result i32 i64)
      (try_table (catch $e $caught)
        (local.set $value
          (if (result i64) (i32.eq (local.get $of) (i32.const 0)) (then (call $cleanup (local.get $x) (i64.const 100))) (else
            (if (result i64) (i32.eq (local.get $of) (i32.const 1)) (then (call $places (local.get $x) (i64.const 100))) (else
              (if (result i64) (i32.eq (local.get $of) (i32.const 2)) (then (call $rounds (local.get $x) (i64.const 100))) (else
                (if (result i64) (i32.eq (local.get $of) (i32.const 3)) (then (call $ends (local.get $x) (i64.const 100))) (else
                  (if (result i64) (i32.eq (local.get $of) (i32.const 4)) (then (call $values (local.get $x) (i64.const 5))) (else
                    (call $traps (local.get $x) (i64.const 100)))))))))))))
        (return (i64.add (local.get $kept) (local.get $value))))
      (unreachable))
    (local.set $value)
    (local.set $tag)
    (i64.add (i64.add (local.get $kept) (i64.mul (local.get $value) (i64.const 7)))
             (i64.add (i64.extend_i32_u (local.get $tag)) (i64.mul (global.get $log) (i64.const 1000000007)))))
  (func (export "run") (param i32 i32) (result i64) (call $sum (local.get 0) (local.get 1)))
  (func (export "log") (result i64) (global.get $log)))
(assert_return (invoke "run" (i32.const 0) (i32.const 0)) (i64.const 100))
(assert_return (invoke "run" (i32.const 0) (i32.const 7)) (i64.const 7000128))
(assert_return (invoke "run" (i32.const 0) (i32.const 11)) (i64.const 12011000828))
(assert_return (invoke "run" (i32.const 0) (i32.const 12)) (i64.const 12012000832))
(assert_return (invoke "run" (i32.const 0) (i32.const 13)) (i64.const 12013000836))
(assert_return (invoke "run" (i32.const 1) (i32.const 0)) (i64.const 100))
(assert_return (invoke "run" (i32.const 1) (i32.const 7)) (i64.const 7000114))
(assert_return (invoke "run" (i32.const 1) (i32.const 11)) (i64.const 3011000757))
(assert_return (invoke "run" (i32.const 1) (i32.const 12)) (i64.const 4012002168))
(assert_return (invoke "run" (i32.const 1) (i32.const 13)) (i64.const 13000126))
(assert_return (invoke "run" (i32.const 2) (i32.const 0)) (i64.const 100))
(assert_return (invoke "run" (i32.const 2) (i32.const 7)) (i64.const 7000120))
(assert_return (invoke "run" (i32.const 2) (i32.const 11)) (i64.const 55011001141))
(assert_return (invoke "run" (i32.const 2) (i32.const 12)) (i64.const 555012004651))
(assert_return (invoke "run" (i32.const 2) (i32.const 13)) (i64.const 5555013039661))
(assert_return (invoke "run" (i32.const 3) (i32.const 0)) (i64.const 100))
(assert_return (invoke "run" (i32.const 3) (i32.const 7)) (i64.const 7000124))
(assert_return (invoke "run" (i32.const 3) (i32.const 11)) (i64.const 668011005420))
(assert_return (invoke "run" (i32.const 3) (i32.const 12)) (i64.const 78012001294))
(assert_return (invoke "run" (i32.const 3) (i32.const 13)) (i64.const 78013001298))
(assert_return (invoke "run" (i32.const 4) (i32.const 0)) (i64.const 95007465))
(assert_return (invoke "run" (i32.const 4) (i32.const 7)) (i64.const 102007486))
(assert_return (invoke "run" (i32.const 4) (i32.const 11)) (i64.const 225676053279))
(assert_return (invoke "run" (i32.const 4) (i32.const 12)) (i64.const 225677053283))
(assert_return (invoke "run" (i32.const 4) (i32.const 13)) (i64.const 225678053287))
(assert_return (invoke "run" (i32.const 5) (i32.const 3)) (i64.const 3000109))
(assert_trap (invoke "run" (i32.const 5) (i32.const 11)) "integer divide by zero")
(assert_return (invoke "log") (i64.const 91))
