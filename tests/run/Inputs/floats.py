"""Writes a module with all instructions on floating-point numbers that are no vectors."""
UNARY = "abs neg ceil floor trunc nearest sqrt".split()
BINARY = "add sub mul div min max copysign".split()
COMPARE = "eq ne lt gt le ge".split()
CONVERT = [f"{i}.trunc_{sat}{f}_{s}" for i in ("i32", "i64") for f in ("f32", "f64") for s in "su" for sat in ("", "sat_")]
BACK = [f"{f}.convert_{i}_{s}" for i in ("i32", "i64") for f in ("f32", "f64") for s in "su"]
OTHERS = ["f32.demote_f64", "f64.promote_f32", "i32.reinterpret_f32", "i64.reinterpret_f64", "f32.reinterpret_i32", "f64.reinterpret_i64"]


def func(op, params, result):
    gets = " ".join(f"(local.get {i})" for i in range(len(params)))
    print(f'  (func (export "{op}") (param {" ".join(params)}) (result {result}) ({op} {gets}))')


print("(module")
for t in ("f32", "f64"):
    for op in UNARY:
        func(f"{t}.{op}", [t], t)
    for op in BINARY:
        func(f"{t}.{op}", [t, t], t)
    for op in COMPARE:
        func(f"{t}.{op}", [t, t], "i32")
for op in CONVERT + BACK + OTHERS:
    source = next(t for t in op.split(".")[1].split("_") if t[0] in "fi" and t[1:].isdigit())
    func(op, [source], op.split(".")[0])
print(")")
