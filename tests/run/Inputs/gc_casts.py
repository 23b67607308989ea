"""Prints a script about casts: all references of a list against all types of another, in every form of test; the deepest
hierarchy that is allowed; equal and unequal types of two modules; recursion groups of 1,000 types."""
DEPTH, GROUP = 63, 1000
EXPRESSIONS = {f"d{i}": f"(struct.new $d{i} (i32.const {i}))" for i in range(DEPTH + 1)} | {
    "left": "(struct.new $left (i32.const 1) (i64.const 2))",
    "right": "(struct.new $right (i32.const 1) (f32.const 2))",
    "array": "(array.new $array (i32.const 1) (i32.const 2))",
    "array2": "(array.new $array2 (i32.const 1) (i32.const 2))",
    "i31": "(ref.i31 (i32.const 5))",
    "null": "(ref.null any)"}
NUMBER = {name: i for i, name in enumerate(EXPRESSIONS)}
TYPES = "$d0 $d1 $d7 $d8 $d63 $left $right $array $array2 $a eq i31 struct array none".split()
VALUES = "d0 d1 d6 d7 d8 d62 d63 left right array array2 i31 null".split()


def is_a(value, type_):
    if value == "null":
        return False
    if value == "i31":
        return type_ in ("i31", "eq")
    if value.startswith("array"):
        return type_ in ("$" + value, "$array", "array", "eq")
    level = int(value[1:]) if value[0] == "d" else 1
    if type_[:2] == "$d":
        return level >= int(type_[2:])
    return type_ in ("$" + value, "struct", "eq")


def name_of(type_):
    return type_.replace("$", "the_")


print("(module $M\n  (type $a (sub (struct (field i32))))\n  (type $d0 (sub (struct (field (mut i32)))))")
for i in range(1, DEPTH + 1):
    print(f"  (type $d{i} (sub $d{i - 1} (struct (field (mut i32)))))")
print("""  (type $left (sub final $d1 (struct (field (mut i32)) (field i64))))
  (type $right (sub final $d1 (struct (field (mut i32)) (field f32))))
  (type $array (sub (array (mut i32))))
  (type $array2 (sub final $array (array (mut i32))))
  (type $f (sub (func (result i32))))
  (type $g (sub final $f (func (result i32))))
  (func $f (type $f) (i32.const 1))
  (func $g (type $g) (i32.const 2))
  (elem declare func $f $g)
  (func $make (export "make") (param i32) (result anyref)""")
for value, expression in EXPRESSIONS.items():
    print(f"    (if (i32.eq (local.get 0) (i32.const {NUMBER[value]})) (then (return {expression})))")
print("    (unreachable))")
for t in TYPES:
    print(f"""  (func (export "{name_of(t)}") (param i32) (result i32)
    ;; bits: ref.test, of null too, br_on_cast, br_on_cast_fail to null, known to be eq, known to be a structure
    (local $x anyref) (local $r i32) (local $e eqref)
    (local.set $x (call $make (local.get 0)))
    (local.set $e (ref.cast (ref null eq) (local.get $x)))
    (local.set $r (i32.or (ref.test (ref {t}) (local.get $x)) (i32.shl (ref.test (ref null {t}) (local.get $x)) (i32.const 1))))
    (block $l (result anyref)
      (br_on_cast $l anyref (ref {t}) (local.get $x))
      (local.set $r (i32.or (local.get $r) (i32.const 4))))
    (drop)
    (block $l (result anyref)
      (br_on_cast_fail $l anyref (ref null {t}) (local.get $x))
      (local.set $r (i32.or (local.get $r) (i32.const 8))))
    (drop)
    (local.set $r (i32.or (local.get $r) (i32.shl (ref.test (ref {t}) (local.get $e)) (i32.const 4))))
    (if (ref.test (ref struct) (local.get $x)) (then
      (local.set $r (i32.or (local.get $r) (i32.shl (ref.test (ref null {t}) (ref.cast (ref struct) (local.get $x))) (i32.const 5))))))
    (local.get $r))
  (func (export "cast_{name_of(t)}") (param i32) (result i32)
    (ref.eq (ref.cast (ref {t}) (call $make (local.get 0))) (ref.null eq)))""")
print("""  (func $func (param i32) (result funcref) (select (result funcref) (ref.func $g) (ref.func $f) (local.get 0)))
  (func (export "func") (param i32) (result i32)
    (i32.add (ref.test (ref $f) (call $func (local.get 0)))
      (i32.shl (ref.test (ref $g) (call $func (local.get 0))) (i32.const 1))))
  (func (export "func_cast") (param i32) (result i32) (call_ref $g (ref.cast (ref $g) (call $func (local.get 0)))))
  (func (export "extern") (param externref) (result externref) (extern.convert_any (any.convert_extern (local.get 0))))
  (func (export "is_host") (param externref) (result i32)
    (i32.add (ref.test (ref any) (any.convert_extern (local.get 0)))
      (i32.shl (ref.test (ref eq) (any.convert_extern (local.get 0))) (i32.const 1))))
  (func (export "round") (param i32) (result i32) (local $x anyref)
    (local.set $x (call $make (local.get 0)))
    (ref.eq (ref.cast (ref null eq) (local.get $x))
      (ref.cast (ref null eq) (any.convert_extern (extern.convert_any (local.get $x)))))))""")
for t in TYPES:
    for value in VALUES:
        a, null = is_a(value, t), value == "null"
        structure = "$" + value in ("$left", "$right") or value[0] == "d"
        # br_on_cast sets its bit when it does not branch, br_on_cast_fail when the cast succeeds.
        bits = a | (a or null) << 1 | (not a) << 2 | (a or null) << 3 | a << 4 | (structure and a) << 5
        number = f"(i32.const {NUMBER[value]})"
        print(f'(assert_return (invoke "{name_of(t)}" {number}) (i32.const {bits}))')
        if a:
            print(f'(assert_return (invoke "cast_{name_of(t)}" {number}) (i32.const 0))')
        else:
            print(f'(assert_trap (invoke "cast_{name_of(t)}" {number}) "cast failure")')
print("""(assert_return (invoke "func" (i32.const 0)) (i32.const 1))
(assert_return (invoke "func" (i32.const 1)) (i32.const 3))
(assert_return (invoke "func_cast" (i32.const 1)) (i32.const 2))
(assert_trap (invoke "func_cast" (i32.const 0)) "cast failure")
(assert_return (invoke "extern" (ref.extern 3)) (ref.extern 3))
(assert_return (invoke "extern" (ref.null extern)) (ref.null extern))
(assert_return (invoke "is_host" (ref.extern 3)) (i32.const 1))
(assert_return (invoke "is_host" (ref.null extern)) (i32.const 0))""")
for value in VALUES:
    print(f'(assert_return (invoke "round" (i32.const {NUMBER[value]})) (i32.const 1))')
print("""(register "M" $M)
(module
  (type $d0 (sub (struct (field (mut i32)))))
  (type $d1 (sub $d0 (struct (field (mut i32)))))
  (type $d2 (sub $d1 (struct (field (mut i32)))))
  (type $left (sub final $d1 (struct (field (mut i32)) (field i64))))
  (rec (type $other0 (sub (struct (field (mut i32))))) (type (sub (struct))))
  (import "M" "make" (func $make (param i32) (result anyref)))
  (func (export "test") (param i32) (result i32)
    (local $x anyref)
    (local.set $x (call $make (local.get 0)))
    (i32.or (ref.test (ref $d0) (local.get $x))
      (i32.or (i32.shl (ref.test (ref $d2) (local.get $x)) (i32.const 1))
        (i32.or (i32.shl (ref.test (ref $left) (local.get $x)) (i32.const 2))
          (i32.shl (ref.test (ref $other0) (local.get $x)) (i32.const 3))))))
  (func (export "read") (param i32) (result i64)
    (struct.get $left 1 (ref.cast (ref $left) (call $make (local.get 0))))))""")
for value, bits in [("d0", 1), ("d40", 3), ("left", 5), ("right", 1), ("array", 0)]:
    print(f'(assert_return (invoke "test" (i32.const {NUMBER[value]})) (i32.const {bits}))')
print(f'(assert_return (invoke "read" (i32.const {NUMBER["left"]})) (i64.const 2))')
print(f'(assert_trap (invoke "read" (i32.const {NUMBER["right"]})) "cast failure")')
for first in (True, False):
    print("(module $G\n  (rec" if first else "(module\n  (rec")
    for i in range(GROUP):
        print(f"    (type $t{i} (sub (struct (field (ref null $t{(i + 1) % GROUP})) (field i32))))")
    print("  )")
    last = GROUP - 1
    if first:
        print(f"""  (func (export "make") (result (ref $t0))
    (struct.new $t0 (struct.new $t1 (ref.null none) (i32.const 1)) (i32.const 0)))
  (func (export "last") (result (ref any)) (struct.new $t{last} (ref.null none) (i32.const {last}))))
(register "G" $G)""")
    else:
        print(f"""  (import "G" "make" (func $make (result (ref $t0))))
  (import "G" "last" (func $last (result (ref any))))
  (func (export "first") (result i32) (struct.get $t1 1 (struct.get $t0 0 (call $make))))
  (func (export "last") (result i32) (struct.get $t{last} 1 (ref.cast (ref $t{last}) (call $last))))
  (func (export "other") (result i32) (ref.test (ref $t{last - 1}) (call $last))))
(assert_return (invoke "first") (i32.const 1))
(assert_return (invoke "last") (i32.const {last}))
(assert_return (invoke "other") (i32.const 0))""")
