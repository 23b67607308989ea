(module
  (import "env" "f" (func $f))
  (tag $t (export "t") (param i32))
  (func (export "run") (result i32)
    (block $h (result i32)
      (try_table (catch $t $h) (call $f))
      (i32.const -1))))
