"""Writes a module with br_tables of 40 targets, of which the first three are the default's; before two of them larger values
have returned, from 40 or from 41 on."""
OPERATIONS = "mul", "xor", "rotl", "and", "or"
print("(module")
for name, bound in ("ways", None), ("bounded", 40), ("open", 41):
    print(f'(func (export "{name}") (param i32 i32) (result i32)')
    if bound:
        print(f"(if (i32.ge_u (local.get 0) (i32.const {bound})) (then (return (i32.const 7))))")
    print(" (block " * 39, "(br_table 38 38 38", *range(1, 38), "38 (local.get 0))", end="")
    for i in range(39):
        print(f")\n (return (i32.{OPERATIONS[i % 5]} (local.get 1) (i32.const {3 + i * i})))", end="")
    print(")")
print(")")
