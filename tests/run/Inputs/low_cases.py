"""Writes a module with a br_table of 40 targets, of which the first three are the default's."""
OPERATIONS = "mul", "xor", "rotl", "and", "or"
print('(module (func (export "ways") (param i32 i32) (result i32)')
print(" (block " * 39, "(br_table 38 38 38", *range(1, 38), "38 (local.get 0))", end="")
for i in range(39):
    print(f")\n (return (i32.{OPERATIONS[i % 5]} (local.get 1) (i32.const {3 + i * i})))", end="")
print("))")
