;; A function that only ever throws lets the memory grow before: loops that catch it know no size from before the loop.
;; RUN: %every-mode %s
(module
  (tag $e)
  (memory 1 100)
  (func $grow (param $deeper i32)
    (if (local.get $deeper) (then (call $grow (i32.sub (local.get $deeper) (i32.const 1)))))
    (drop (memory.grow (i32.const 1)))
    (throw $e))
  (func (export "walk") (param $p i32) (param $n i32) (result i32) (local $s i32)
    (loop $next
      (local.set $s (i32.add (local.get $s) (i32.load (local.get $p))))
      (block $caught (try_table (catch_all $caught) (call $grow (i32.const 0)) (unreachable)))
      (local.set $p (i32.add (local.get $p) (i32.const 65536)))
      (br_if $next (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
    (i32.add (local.get $s) (memory.size))))
(assert_return (invoke "walk" (i32.const 65532) (i32.const 5)) (i32.const 6))
(assert_trap (invoke "walk" (i32.const 393213) (i32.const 1)) "out of bounds memory access")
