;; Whether a counter can wrap is not decided by what a number was in the round before, as LLVM's ConstraintElimination does: here $p, which is 0 in
;; the second round, and not what the branch says of $c.
;; RUN: %every-mode %s
;; RUN: wexn-spec -O 2 --target=aarch64-linux-gnu %s
(module
 (func (export "f") (param $a i32) (param $x i32) (result i32) (local $c i32) (local $p i32) (local $i i32) (local $k i32) (local $z i32)
  (if (i32.eqz (local.get $x)) (then (local.set $z (i32.const 1))) (else (local.set $z (i32.mul (local.get $a) (local.get $a)))))
  (if (i32.eq (local.get $z) (i32.const 1)) (then (return (i32.const 9))))
  (local.set $c (i32.add (i32.and (local.get $a) (i32.const 1)) (i32.const 0)))
  (local.set $p (i32.const 7))
  (loop $outer
   (if (i32.gt_s (local.get $c) (i32.const 0)) (then
     (local.set $i (i32.const 100)) (local.set $k (i32.const 0))
     (block $done
     (loop $inner
      (br_if $done (i32.eq (local.get $i) (local.get $x)))
      (if (i32.lt_u (local.get $i) (i32.const 50)) (then (return (i32.const 77))))
      (local.set $i (i32.add (local.get $i) (i32.const 268435451)))
      (local.set $k (i32.add (local.get $k) (i32.const 1)))
      (br_if $inner (i32.ne (local.get $k) (local.get $p)))))))
   (local.set $p (local.get $c))
   (local.set $c (i32.add (local.get $c) (i32.const 1)))
   (br_if $outer (i32.ne (local.get $c) (i32.const 15))))
  (i32.const 5)))
(assert_return (invoke "f" (i32.const 0) (i32.const 1)) (i32.const 77))
