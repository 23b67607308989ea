;; RUN: %every-mode %s
;; Leaving a try by br, return, or a throw from within a handler leaves no handler behind.

(module
  (tag $e (param i32))
  (tag $f (param i32))
  (func $throw (param i32) (throw $e (local.get 0)))
  (func $maybe (param i32) (if (local.get 0) (then (throw $e (local.get 0)))))

  (func $leave (param $how i32) (result i32)
    (block $out
      (block $h (result i32)
        (try_table (catch $e $h)
          (call $maybe (i32.const 0))
          (br_if $out (i32.eq (local.get $how) (i32.const 0)))
          (if (i32.eq (local.get $how) (i32.const 1)) (then (return (i32.const 11))))
          (call $maybe (local.get $how)))
        (return (i32.const 12)))
      (return (i32.add (i32.const 100))))
    (call $throw (i32.const 50))
    (i32.const 13))
  (func (export "leave") (param i32) (result i32)
    (block $h (result i32)
      (try_table (catch $e $h) (return (call $leave (local.get 0))))
      (unreachable))
    (i32.add (i32.const 1000)))

  ;; Thrown from a handler: the try that the handler belongs to does not catch it.
  (func (export "from_handler") (result i32)
    (block $outer (result i32)
      (try_table (catch $e $outer)
        (block $inner (result i32)
          (try_table (catch $e $inner) (call $throw (i32.const 1)))
          (unreachable))
        (call $throw (i32.add (i32.const 1))))
      (unreachable)))

  ;; Nested: the inner try catches another tag.
  (func (export "nested") (param i32) (result i32)
    (block $outer (result i32)
      (try_table (catch $e $outer)
        (block $inner (result i32)
          (try_table (catch $f $inner)
            (if (local.get 0) (then (throw $f (i32.const 7))))
            (call $throw (i32.const 8)))
          (unreachable))
        (return (i32.add (i32.const 100))))
      (unreachable)))

  ;; A loop that leaves the same try again and again.
  (func (export "loop") (param $n i32) (result i32)
    (local $caught i32)
    (loop $again
      (block $h (result i32)
        (try_table (catch $e $h)
          (call $maybe (i32.and (local.get $n) (i32.const 1)))
          (br_if $again (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
        (return (local.get $caught)))
      (local.set $caught (i32.add (local.get $caught)))
      (br_if $again (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
    (local.get $caught)))

(assert_return (invoke "leave" (i32.const 0)) (i32.const 1050))
(assert_return (invoke "leave" (i32.const 1)) (i32.const 11))
(assert_return (invoke "leave" (i32.const 2)) (i32.const 102))
(assert_return (invoke "from_handler") (i32.const 2))
(assert_return (invoke "nested" (i32.const 0)) (i32.const 8))
(assert_return (invoke "nested" (i32.const 1)) (i32.const 107))
(assert_return (invoke "loop" (i32.const 100001)) (i32.const 50001))
