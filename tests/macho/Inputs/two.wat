;; A module that the program does not use.
(module
  (tag $e (param i64))
  (func $thrower (param i64) (throw $e (local.get 0)))
  (func (export "run") (param i64) (result i64)
    (block $h (result i64)
      (try_table (catch $e $h) (call $thrower (local.get 0)))
      (unreachable))))
