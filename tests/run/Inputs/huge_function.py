"""A function that is too large to be optimised, with accesses at the end of a memory. With "module": it alone; else a script."""
import sys

steps = "local.get 1 i32.const 3 i32.mul i32.const 1 i32.add local.set 1\n" * 30_000
print(f"""(module (memory 1)
(func (export "load") (param i32) (result i32) (local i32)
{steps}(i32.store16 (i32.const 8) (i32.const 7))
(i32.load (local.get 0)))
(func (export "peek") (result i32) (i32.load16_u (i32.const 8))))""")
if "module" not in sys.argv:
    print("""(assert_trap (invoke "load" (i32.const 65533)) "out of bounds memory access")
(assert_return (invoke "peek") (i32.const 7))
(assert_trap (invoke "load" (i32.const -1)) "out of bounds memory access")
(assert_return (invoke "load" (i32.const 65532)) (i32.const 0))
(assert_return (invoke "load" (i32.const 8)) (i32.const 7))""")
