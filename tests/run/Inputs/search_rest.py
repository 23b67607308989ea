# Three functions that count how many bytes of two rows are alike: by bytes; by words and then by bytes; by bytes of other rows than
# those that were compared by words before.
def step(size):
    return "".join(f"(local.set ${x} (i32.add (local.get ${x}) (i32.const {size})))" for x in "pqi")


def loop(name, load, size, left):
    return f"""(block ${name} (loop $l
      (br_if ${name} (i32.lt_u (local.get $i) (i32.const {left})))
      (br_if ${name} (i32.ne ({load} (local.get $p)) ({load} (local.get $q))))
      {step(size).replace("(local.set $i (i32.add", "(local.set $i (i32.sub")}
      (br $l)))"""


words, rest = loop("words", "i32.load", 4, 4), loop("bytes", "i32.load8_u", 1, 1)
others = "(local.set $p (local.get $r)) (local.set $q (local.get $s)) (local.set $i (local.get $n))"
print("(module (memory 1)")
for name, body in ("bytes", rest), ("rest", words + rest), ("rest_of_others", words + others + rest):
    print(f'(func ${name} (export "{name}") (param $p i32) (param $q i32) (param $i i32)')
    print(f"  (param $r i32) (param $s i32) (param $n i32) (result i32) {body} (local.get $i))")
print(")")
