;; For kept_exceptions.test. `fail` throws a C++ exception, `inner` calls an export of this module.
(module $locals
  (import "host" "fail" (func $fail (param i32)))
  (import "host" "inner" (func $inner))
  (func (export "pass") (param i32) (call $fail (local.get 0)))
  (func (export "swallow") (param i32)
    (loop $again
      (block $caught
        (try_table (catch_all $caught) (call $fail (local.get 0))))
      (local.set 0 (i32.sub (local.get 0) (i32.const 1)))
      (br_if $again (local.get 0))))
  ;; Catches what arrives, throws it to the host in a call of its own, and here again.
  (func (export "twice") (param i32)
    (local exnref)
    (block $caught (result exnref)
      (try_table (catch_all_ref $caught) (call $fail (local.get 0)))
      (unreachable))
    (local.set 1)
    (call $inner)
    (throw_ref (local.get 1)))
  ;; Leaves it to the host.
  (func (export "catch") (param i32) (result exnref)
    (block $caught (result exnref)
      (try_table (catch_all_ref $caught) (call $fail (local.get 0)))
      (unreachable)))
  (func (export "throw") (param exnref) (throw_ref (local.get 0))))
