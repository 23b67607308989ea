;; Exceptions that are held while the host goes on on another stack.
(module
  (import "host" "away" (func $away))
  (tag $e (param i32))
  (global $kept (mut exnref) (ref.null exn))
  (func $make (param i32) (result exnref) (local $x exnref)
    (block $h (result i32 exnref)
      (try_table (catch_ref $e $h) (throw $e (local.get 0)))
      (unreachable))
    (local.set $x)
    (drop)
    (local.get $x))
  ;; Returns what the exception holds when the host comes back.
  (func (export "hold") (param i32) (result i32) (local $x exnref)
    (local.set $x (call $make (local.get 0)))
    (call $away)
    (block $h (result i32)
      (try_table (catch $e $h) (throw_ref (local.get $x)))
      (unreachable)))
  ;; Makes exceptions that nobody keeps, but for the last one.
  (func (export "churn") (param $n i32)
    (loop $again
      (global.set $kept (call $make (local.get $n)))
      (br_if $again (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))))
