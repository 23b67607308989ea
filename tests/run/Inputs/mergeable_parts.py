# A module that is compiled in several parts, each with tables of its own: some are equal, some the end of another.
tables = [[1, 2, 3, 4, 0], [3, 4, 5, 6, 7, 0], [1, 2, 3, 4, 0], [2, 3, 4, 0], [9, 1, 2, 3, 4, 0]]
print("(module")
for i, table in enumerate(tables):
    print("(func", "nop " * 200000, ")")
    blocks = "(block " * len(table) + "(br_table " + " ".join(map(str, range(len(table)))) + " (local.get 0)))"
    for value in table[:-1]:
        blocks += f"(return (i32.const {value * 7919})))"
    print(f'(func (export "table{i}") (param i32) (result i32) {blocks} (i32.const {table[-1] * 7919}))')
print(")")
for i, table in enumerate(tables):
    for at, value in enumerate(table + [table[-1]]):
        print(f'(assert_return (invoke "table{i}" (i32.const {at})) (i32.const {value * 7919}))')
