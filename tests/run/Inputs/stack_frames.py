#!/usr/bin/env python3
"""stack_frames.py [wide] KILOBYTES...: a module, as text, whose functions take much stack, or call what does.

`at` calls function `which` of a table from `depth` small frames below the entry. Functions: leaves
(some of which fault) and recursive functions with frames of those sizes; small recursive functions; calls of host functions and of compiled
functions with hundreds of arguments and results; what the runtime does for a module: traps, throws,
growing and copying. With `wide`, functions besides that hold more sums of a loop than there are registers, which are vectors of
32 or 64 bytes on processors that have such: their frames are aligned to that, and some are of just a page.
"""
import sys

funcs, names = [], []


def add(name, body, locals_=""):
    names.append(name)
    funcs.append(f"(func ${name} (param $x i32) (result i32) {locals_}\n{body})")


def vectors(n, middle):
    """n vectors that are all in use while `middle` runs."""
    lines = [f"(local.set {i + 1} (v128.load offset={16 * i} (local.get $x)))" for i in range(n)]
    lines.append(middle)
    lines += [f"(v128.store offset={16 * i} (i32.const 16) (local.get {i + 1}))" for i in range(n)]
    return "\n".join(lines) + "\n(i32.const 1)", "(local " + "v128 " * n + ")"


wide = "wide" in sys.argv
sizes = [int(size) for size in sys.argv[1:] if size != "wide"]
for kilobytes in sizes:
    n = kilobytes * 64
    add(f"leaf{kilobytes}", *vectors(n, ""))
    add(f"calls{kilobytes}",
        *vectors(n, f"(if (local.get $x) (then (drop (call $calls{kilobytes} (i32.sub (local.get $x) (i32.const 16))))))"))
    if kilobytes <= 64:
        add(f"faults{kilobytes}", *vectors(n, "(drop (i32.load offset=0x70000000 (local.get $x)))"))



def sums(n, last):
    """n sums of words at 48, behind which is `last`."""
    rounds = "".join(
        f"(local.set {i + 2} (i32.add (local.get {i + 2}) (i32.mul (i32.const {2 * i + 3}) (i32.xor (i32.const {i}) (local.get 1)))))\n"
        for i in range(n))
    stores = "".join(f"(i32.store offset={4 * i} (i32.const 1024) (local.get {i + 2}))\n" for i in range(n))
    return f"""(loop $l (local.set 1 (i32.load offset=48 (i32.shl (local.get {n + 2}) (i32.const 2)))) {rounds}
  (br_if $l (i32.lt_u (local.tee {n + 2} (i32.add (local.get {n + 2}) (i32.const 1))) (i32.or (i32.and (local.get $x) (i32.const 63)) (i32.const 64)))))
  {stores} {last} (i32.const 1)""", "(local i32) (local " + "i32 " * n + ") (local i32)"


for n in (30, 44, 45, 46, 64, 80, 96) if wide else ():
    add(f"wide{n}", *sums(n, ""))
    add(f"wide_calls{n}",
        *sums(n, f"(if (local.get $x) (then (drop (call $wide_calls{n} (i32.sub (local.get $x) (i32.const 16))))))"))

# Small functions that call themselves, which may compare with the limit at every second level only: frames that are small
# for such, and that are not.
passed = [0, 40, 90, 200]
for n in passed:
    add(f"recursive{n}", f"(call $recursive_with{n} (i32.mul (local.get $x) (i32.const 64)) {'(i64.const 1) ' * n})")


def recursive_with(n):
    return f"""(func $recursive_with{n} (param $x i32) (param {'i64 ' * n}) (result i32)
  (if (result i32) (local.get $x)
    (then (call $host) (i32.sub (i32.const 7) (call $recursive_with{n} (i32.sub (local.get $x) (i32.const 1)) {'(i64.extend_i32_u (local.get $x)) ' * n})))
    (else (i32.const 1))))"""


many = 300
add("to_host_args", f"(call $host_args {' '.join(f'(i64.extend_i32_u (local.get $x))' for _ in range(many))}) (i32.const 1)")
add("from_host_results", "(call $host_results) " + "drop " * many + "(i32.const 1)")
add("many_args", f"(call $args {' '.join('(i64.extend_i32_u (local.get $x))' for _ in range(many))})")
add("many_results", "(call $results (local.get $x)) " + "drop " * many + "(i32.const 1)")
# Frames of about a page, on x86-64 one of exactly that, each way into a page: with more arguments on the stack or less.
again = "(if (i32.lt_s (local.get 0) (i32.const 0)) (then (return (call ${} (i32.shl (local.get 0) (i32.const 1)) {}))))"
for n in (255, 256):
    funcs.append(f"""(func $page{n} (param i32) (result {'i64 ' * n}) {again.format(f'page{n}', '')}
  {'(i64.extend_i32_u (local.get 0)) ' * n})""")
    for more in range(0, 8, 2):
        name, args = f"page{n}_{more}", 4 + more
        funcs.append(f"""(func ${name}_ (param i32 {'i64 ' * args}) (result i32) (local $y i32)
  {again.format(name + '_', '(i64.const 2) ' * args)}
  (local.set $y (i32.load (local.get 0)))
  (call $page{n} (local.get $y)) {'drop ' * n} (i32.add (local.get 0) (local.get $y)))""")
        add(name, f"(call ${name}_ (local.get $x) {'(i64.const 1) ' * args})")
add("tail", "(return_call $tail_few (local.get $x))")
# As many arguments as take more than a page.
most = "i64 " * 990
funcs.append(f"""(func $tail_most (param i32 {most}) (result i32)
  (if (i32.lt_s (local.get 0) (i32.const 0)) (then (return_call $tail_least (i32.shl (local.get 0) (i32.const 1)))))
  (i32.wrap_i64 (local.get 990)))
(func $tail_least (param i32) (result i32) (return_call $tail_most (local.get 0) {'(i64.const 1)' * 990}))""")
add("tail_page", "(return_call $tail_least (local.get $x))")
add("to_host", "(call $host) (i32.const 1)")
add("unreachable_", "(unreachable)")
add("divide", "(i32.div_s (local.get $x) (i32.const 0))")
add("null_call", "(call_indirect (type $f) (local.get $x) (i32.const 0))")
add("throw_caught", "(block $h (result i32) (try_table (catch $e $h) (call $thrower (local.get $x))) (i32.const 1))")
add("throw_ref", """(block $done (result i32) (drop
  (block $h (result exnref) (drop (block $h2 (result i32 exnref) (try_table (catch_ref $e $h2) (call $thrower (local.get $x))) (unreachable))
    ) (drop) (ref.null exn))) (i32.const 1))""")
add("throw_host", "(throw $e (local.get $x))")
add("memory_grow", "(memory.grow (i32.const 0))")
add("memory_fill", "(memory.fill (i32.const 0) (i32.const 0) (i32.add (local.get $x) (i32.const 64))) (i32.const 1)")
add("memory_copy", "(memory.copy (i32.const 0) (i32.const 8) (i32.add (local.get $x) (i32.const 64))) (i32.const 1)")
add("memory_init", "(memory.init $d (i32.const 0) (i32.const 0) (i32.const 3)) (i32.const 1)")
add("table_grow", "(table.grow $t (ref.null func) (i32.const 0))")
add("table_fill", "(table.fill $t (i32.const 0) (ref.null func) (i32.const 4)) (i32.const 1)")
add("table_copy", "(table.copy $t $t (i32.const 0) (i32.const 1) (i32.const 4)) (i32.const 1)")
add("floor", "(i32.trunc_sat_f64_s (f64.ceil (f64.floor (f64.convert_i32_s (local.get $x)))))")

print(f"""(module
(type $f (func (param i32) (result i32)))
(import "env" "host" (func $host))
(import "env" "host_args" (func $host_args (param {'i64 ' * many})))
(import "env" "host_results" (func $host_results (result {'i64 ' * many})))
(memory {max(sizes) // 64 + 2})
(tag $e (param i32))
(data $d "abc")
(table $t 8 funcref)
(table $funcs funcref (elem {' '.join('$' + n for n in names)}))
(func (export "count") (result i32) (i32.const {len(names)}))
(func $thrower (param i32) (throw $e (local.get 0)))
(func $args (param {'i64 ' * many}) (result i32) (i32.wrap_i64 (i64.add (local.get 0) (local.get {many - 1}))))
(func $results (param i32) (result {'i64 ' * many}) {' '.join('(i64.extend_i32_u (local.get 0))' for _ in range(many))})
(func $tail_few (param i32) (result i32) (return_call $tail_many (local.get 0) {' '.join('(i64.const 1)' for _ in range(many))}))
(func $tail_many (param i32 {'i64 ' * many}) (result i32) (i32.add (local.get 0) (i32.wrap_i64 (local.get {many}))))
(func $at (export "at") (param $depth i32) (param $which i32) (result i32)
  (if (result i32) (local.get $depth)
    (then (i32.add (i32.const 1) (call $at (i32.sub (local.get $depth) (i32.const 1)) (local.get $which))))
    (else (call_indirect $funcs (type $f) (i32.const 48) (local.get $which)))))
{chr(10).join(recursive_with(n) for n in passed)}
{chr(10).join(funcs)})""")
