;; For kept_exceptions.test, which takes the lines of one kind of place for an exception.
(module
  (import "host" "fail" (func $fail (param i32)))
  (import "host" "inner" (func $inner))
  (global $kept (mut exnref) (ref.null exn)) ;; global
  (func $get (result exnref) (global.get $kept)) ;; global
  (func $set (param exnref) (global.set $kept (local.get 0))) ;; global
  (table $kept 1 exnref) ;; table
  (func $get (result exnref) (table.get $kept (i32.const 0))) ;; table
  (func $set (param exnref) (table.set $kept (i32.const 0) (local.get 0))) ;; table
  (type $box (struct (field exnref))) ;; field
  (global $kept (mut (ref null $box)) (ref.null $box)) ;; field
  (func $get (result exnref) (struct.get $box 0 (global.get $kept))) ;; field
  (func $set (param exnref) (global.set $kept (struct.new $box (local.get 0)))) ;; field
  (func (export "keep") (param i32)
    (block $caught (result exnref)
      (try_table (catch_all_ref $caught) (call $fail (local.get 0)))
      (unreachable))
    (call $set))
  (func (export "again") (throw_ref (call $get)))
  ;; `inner` is again, and the host catches what it throws.
  (func (export "nested") (call $inner) (throw_ref (call $get)))
  (func (export "forget") (call $set (ref.null exn)))
  (func (export "swallow") (param i32)
    (loop $again
      (block $caught
        (try_table (catch_all $caught) (call $fail (local.get 0))))
      (local.set 0 (i32.sub (local.get 0) (i32.const 1)))
      (br_if $again (local.get 0)))))
