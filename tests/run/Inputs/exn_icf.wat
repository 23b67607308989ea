;; Two functions of equal code that catch different tags.
(module
  (import "host" "raise" (func $throw (param i32)))
  (tag $a (export "a")) (tag $b (export "b"))
  (func $first (export "first") (param i32)
    (block $h (try_table (catch $a $h) (call $throw (local.get 0)))))
  (func $second (export "second") (param i32)
    (block $h (try_table (catch $b $h) (call $throw (local.get 0)))))
  (func (export "throw_b") (throw $b)))
