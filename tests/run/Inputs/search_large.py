# A module with a search in a small function and in one with 70 branches besides.
SEARCH = """(block $done (loop $l
  (br_if $done (i32.ne (i32.load8_u (local.get $a)) (i32.load8_u (local.get $b))))
  (local.set $a (i32.add (local.get $a) (i32.const 1)))
  (local.set $b (i32.add (local.get $b) (i32.const 1)))
  (br_if $l (local.tee $n (i32.sub (local.get $n) (i32.const 1))))))
(local.get $n)"""


def function(name, before):
    return f'(func ${name} (export "{name}") (param $a i32) (param $b i32) (param $n i32) (result i32) {before} {SEARCH})'


branches = "\n".join(
    f"(if (i32.eq (i32.load offset={4 * i} (local.get $a)) (i32.const {i}))"
    f" (then (i32.store offset={1000 + 4 * i} (local.get $b) (i32.const {i}))))"
    for i in range(70)
)
print(f"(module (memory 1) {function('small', '')} {function('large', branches)})")
