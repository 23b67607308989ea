"""Writes a module with a function that returns after the first of a thousand compares, or has a frame of kilobytes."""
print('(module (func (export "first") (param $i i32) (param $v i32) (result i32)')
for i in range(1000):
    print(f" (if (i32.eq (i32.mul (local.get $v) (i32.const {2 * i + 1})) (i32.add (local.get $i) (i32.const {i * i % 977})))")
    print(f"  (then (return (i32.const {i}))))")
print(" (i32.const -1)))")
