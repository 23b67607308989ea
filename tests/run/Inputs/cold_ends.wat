;; See cold_ends.test.
(module
  (type $step (func (param i32)))
  (tag $e (param i32))
  (table 1 1 funcref)
  (elem (i32.const 0) func $note)
  (func $note (type $step)
    (if (i32.eq (local.get 0) (i32.const 3)) (then unreachable)))
  (func $moved (param $x i32) (result i32)
    (if (i32.gt_u (local.get $x) (i32.const 10)) (then
      (call_indirect (type $step) (i32.const 1) (i32.const 0))
      (call_indirect (type $step) (i32.const 3) (i32.const 0))
      (unreachable)))
    (i32.mul (local.get $x) (i32.const 3)))
  ;; What the caller's handler catches becomes a branch once this is in it.
  (func $thrower (param $x i32) (result i32)
    (if (i32.gt_u (local.get $x) (i32.const 10)) (then
      (call_indirect (type $step) (i32.const 1) (i32.const 0))
      (throw $e (local.get $x))))
    (i32.mul (local.get $x) (i32.const 3)))
  ;; Runs for ever: no end.
  (func $endless (param $x i32) (result i32)
    (if (i32.gt_u (local.get $x) (i32.const 10)) (then
      (loop $again
        (call_indirect (type $step) (i32.const 1) (i32.const 0))
        (call_indirect (type $step) (i32.const 2) (i32.const 0))
        (br $again))))
    (i32.mul (local.get $x) (i32.const 5)))
  ;; Calls on its way to the return, too.
  (func $caller (param $x i32) (result i32)
    (call_indirect (type $step) (i32.const 1) (i32.const 0))
    (if (i32.gt_u (local.get $x) (i32.const 10)) (then
      (call_indirect (type $step) (i32.const 1) (i32.const 0))
      (call_indirect (type $step) (i32.const 3) (i32.const 0))
      (unreachable)))
    (i32.mul (local.get $x) (i32.const 3)))
  (func (export "run_moved") (param i32) (result i32) (i32.add (call $moved (local.get 0)) (i32.const 1)))
  (func (export "run_thrower") (param i32) (result i32)
    (block $h (result i32) (try_table (catch $e $h) (return (call $thrower (local.get 0)))) (unreachable)))
  (func (export "run_endless") (param i32) (result i32) (call $endless (local.get 0)))
  (func (export "run_caller") (param i32) (result i32) (call $caller (local.get 0))))
