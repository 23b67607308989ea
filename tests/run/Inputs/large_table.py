# A table of 1,500 functions, almost all of which call through it.
COUNT = 1500
print("(module (type $t (func (param i32 i32) (result i32)))")
print(f"(table {COUNT} funcref) (elem (i32.const 0) func", " ".join(f"$f{i}" for i in range(COUNT)), ")")
print("(func $element (param i32) (result i32) (i32.and (local.get 0) (i32.const 1)))")
print("(func $f0 (type $t) (i32.add (local.get 1) (i32.const 7)))")
print("(func $f1 (type $t) (i32.mul (local.get 1) (i32.const 3)))")
for i in range(2, COUNT):
    print(f"""(func $f{i} (type $t)
  (i32.add (call_indirect (type $t) (i32.const {i}) (local.get 1) (call $element (i32.const {i})))
           (call_indirect (type $t) (i32.const {i}) (i32.const {i}) (i32.and (local.get 0) (i32.const 1)))))""")
print("""(func (export "f") (param i32 i32 i32) (result i32)
  (call_indirect (type $t) (local.get 1) (local.get 2) (local.get 0))))""")
