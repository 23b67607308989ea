# Loops that add up two rows: in a small function; in one of more than 24 blocks, behind two branches; there with a known number of
# rounds; and there behind none. One that copies a row, in a function that does nothing else to memory.
def loop(rounds):
    return f"""(if {f"(i32.ne {rounds} (i32.const 0))"} (then (local.set $i (i32.const 0)) (loop $l
      (i32.store (i32.add (local.get $a) (i32.shl (local.get $i) (i32.const 2)))
        (i32.add (i32.load (i32.add (local.get $a) (i32.shl (local.get $i) (i32.const 2))))
          (i32.load (i32.add (local.get $b) (i32.shl (local.get $i) (i32.const 2))))))
      (br_if $l (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) {rounds})))))"""


copy = """(loop $l
  (i32.store8 (i32.add (local.get $a) (local.get $i)) (i32.load8_u (i32.add (local.get $b) (local.get $i))))
  (br_if $l (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (local.get $n))))"""


def function(name, before, body):
    return f"""(func ${name} (export "{name}") (param $a i32) (param $b i32) (param $n i32) (param $m i32) (local $i i32)
  {body} {before})"""


def behind(body):
    return f"(if (i32.load8_u (local.get $m)) (then (if (i32.load8_u offset=1 (local.get $m)) (then {body}))))"


branches = "\n".join(
    f"(if (i32.eq (i32.load offset={4 * i} (local.get $m)) (i32.const {i}))"
    f" (then (i32.store offset={1000 + 4 * i} (local.get $m) (i32.const {i}))))"
    for i in range(30)
)
returns = "\n".join(
    f"(if (i32.eq (i32.load offset={4 * i} (local.get $m)) (i32.const {i})) (then (return)))" for i in range(30)
)
count = "(local.get $n)"
print("(module (memory 100)")
print(function("small", "", behind(loop(count))))
print(function("aside", branches, behind(loop(count))))
print(function("known", branches, behind(loop("(i32.const 200)"))))
print(function("always", branches, loop(count)))
print(function("copies", returns, behind(copy)))
print(")")
