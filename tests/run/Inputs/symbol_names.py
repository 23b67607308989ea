# Big modules, which are compiled in parts, whose functions have names that look like others' symbols: of the bodies of
# tail-calling functions, made unique, or with what linkers take for a version.
filler = "(func" + " nop" * 250000 + ")"

print(f"""(module
  (func $a (export "a") (param i32) (result i32)
    (if (local.get 0) (then (return_call $d (local.get 0))))
    (i32.add (call $a.tail (i32.const 5)) (i32.const 1)))
  {filler} {filler} {filler}
  (func $d (param i32) (result i32) (if (local.get 0) (then (return_call $a (i32.const 0)))) (i32.const 3))
  (func $a.tail.1 (export "b") (param f64) (result f64) (f64.const 111))
  (func $a.tail (export "c") (param i32) (result i32) (i32.add (local.get 0) (i32.const 222)))
  {filler} {filler} {filler}
  (func (export "all") (result i32) (i32.add (call $a (i32.const 0)) (call $a.tail (i32.const 1)))))
(assert_return (invoke "a" (i32.const 1)) (i32.const 228))
(assert_return (invoke "a" (i32.const 0)) (i32.const 228))
(assert_return (invoke "b" (f64.const 1)) (f64.const 111))
(assert_return (invoke "c" (i32.const 1)) (i32.const 223))
(assert_return (invoke "all") (i32.const 451))
(module
  (func $a (export "a") (result i32) (i32.add (call $"f@@1") (i32.add (call $"f@1") (call $f))))
  {filler} {filler} {filler}
  (func $"f@@1" (result i32) (i32.const 1))
  (func $f (result i32) (i32.const 20))
  {filler} {filler} {filler}
  (func $"f@1" (result i32) (i32.const 300)))
(assert_return (invoke "a") (i32.const 321))""")
