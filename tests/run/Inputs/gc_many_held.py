# Many references that live over many calls.
n = 300
each = range(n)
print("""(module (type $s (struct (field (mut i32)) (field (ref null $s)))) (global $keep (mut (ref null $s)) (ref.null $s))
 (func $churn (result i32)
  (global.set $keep (struct.new $s (i32.const 1) (ref.null $s)))
  (struct.get $s 0 (global.get $keep)))
 (func (export "f") (result i32)""")
for k in each:
    print(f"(local $l{k} (ref null $s))")
for k in each:
    print(f"(local.set $l{k} (struct.new $s (i32.const {k}) (ref.null $s)))")
for k in each:
    print(f"(struct.set $s 0 (local.get $l{k}) (i32.add (call $churn) (struct.get $s 0 (local.get $l{k}))))")
print("(i32.const 0)")
for k in each:
    print(f"(i32.add (struct.get $s 0 (local.get $l{k})))")
print(f"""))
(assert_return (invoke "f") (i32.const {sum(each) + n}))""")
