#!/usr/bin/env python3
"""kernels.py standard|legacy: writes the measured module in the text format, in one of the encodings of
exceptions. Every export takes a number of rounds and a number of its own (frames, levels), and returns
a checksum, which all sides must agree on; kernels.cpp has the same in C++."""
import sys

STANDARD = sys.argv[1] == "standard"
PAYLOADS = [0, 1, 8, 32]
CLAUSES = 16


def attempt(body, clauses, results="(result i32)"):
    """An expression: the body, or the first clause that matches. clauses: (tag, its types, handler, which
    finds the payload on the stack)."""
    if not STANDARD:
        handlers = "".join(f"catch {tag} {handler} " for tag, _, handler in clauses)
        return f"try $try {results} {body} {handlers} end"
    text = f"block $out {results} "
    for i, (_, types, _) in reversed(list(enumerate(clauses))):
        text += f"block $h{i} {f'(result {types})' if types else ''} "
    text += f"try_table {results} " + "".join(f"(catch {tag} $h{i})" for i, (tag, _, _) in enumerate(clauses))
    text += f" {body} end "
    for _, _, handler in clauses:
        text += f"br $out end {handler} "
    return text + "end"


def by_reference(body, handler):
    """catch_ref of $e: the handler finds the payload and the reference."""
    return f"""block $out (result i32) block $h (result i32 exnref)
      try_table (result i32) (catch_ref $e $h) {body} end br $out end {handler} end"""


def rounds(name, step):
    """The loop of an export; `step` leaves an i32 that becomes the hash."""
    return f"""(func ${name} (export "{name}") (param $rounds i32) (param $n i32) (result i32) (local $hash i32)
      local.get $rounds i32.eqz if i32.const 0 return end
      loop $again
        {step} local.set $hash
        local.get $rounds i32.const 1 i32.sub local.tee $rounds br_if $again
      end local.get $hash)"""


def mixed(value):
    """hash = rotl(hash, 5) ^ value."""
    return f"{value} local.get $hash i32.const 5 i32.rotl i32.xor"


def indirect(function, argument):
    """A call that no side can see through: of the function at a slot of an exported table."""
    return f"{argument} i32.const {SLOTS.index(function)} call_indirect (type $f)"


SLOTS = ["down", "down_tries", "level", "same"] + [f"throw{n}" for n in PAYLOADS]
# The tag thrown is that of the last.
MANY = [(f"$c{i}", "i32", f"i32.const {i} i32.add") for i in range(CLAUSES - 1)] + [("$e", "i32", "")]
COUNT_DOWN = "local.get $n i32.const 1 i32.sub"
# What follows a call in each frame, so that the frame is still there.
AFTER = "i32.const 3 i32.rotl i32.const 1 i32.add"
BOTTOM = """local.get $n i32.eqz if global.get $throws if i32.const 7 throw $e end i32.const 1 return end"""

functions = [
    f"(func $down (param $n i32) (result i32) {BOTTOM} {COUNT_DOWN} call $down {AFTER})",
    f"(func $down_tries (param $n i32) (result i32) {BOTTOM} "
    + attempt(f"{COUNT_DOWN} call $down_tries", [("$other", "i64", "i32.wrap_i64")]) + f" {AFTER})",
    "(func $same (param $n i32) (result i32) local.get $n i32.const 3 i32.mul i32.const 1 i32.add)",
    rounds("frames", mixed(attempt(indirect("down", "local.get $n"), [("$e", "i32", "")]))),
    rounds("tries", mixed(attempt(indirect("down_tries", "local.get $n"), [("$e", "i32", "")]))),
    rounds("chain", mixed(attempt(indirect("level", "local.get $n"), [("$e", "i32", "")]))),
    *(f"(tag {tag} (param i32))" for tag, _, _ in MANY[:-1]),
    rounds("clauses", mixed(attempt(indirect("down", "local.get $n"), MANY))),
    rounds("local", mixed(attempt("local.get $hash i32.const 255 i32.and throw $e", [("$e", "i32", "i32.const 1 i32.add")]))),
    # The loops that are compared instruction by instruction.
    rounds("loop_plain", mixed(indirect("same", "local.get $hash"))),
    rounds("loop_try", mixed(attempt(indirect("same", "local.get $hash"), [("$e", "i32", "i32.const 1 i32.add")]))),
]
if STANDARD:
    functions += [
        f"(func $level (param $n i32) (result i32) (local $x exnref) {BOTTOM} "
        + by_reference(f"{COUNT_DOWN} call $level", "local.set $x drop local.get $x throw_ref") + f" {AFTER})",
        rounds("ref_dropped", mixed(by_reference(indirect("down", "local.get $n"), "drop"))),
        rounds("ref_kept", mixed(by_reference(indirect("down", "local.get $n"), "global.set $kept"))),
        "(global $kept (mut exnref) (ref.null exn))",
    ]
else:
    functions.append(f"(func $level (param $n i32) (result i32) {BOTTOM} "
                     + attempt(f"{COUNT_DOWN} call $level", [("$e", "i32", "rethrow $try")]) + f" {AFTER})")
for n in PAYLOADS:
    types = " ".join(["i64"] * n)
    functions.append(f"(tag $p{n} {f'(param {types})' if n else ''})")
    values = " ".join(f"local.get $n i64.extend_i32_s i64.const {i} i64.add" for i in range(n))
    functions.append(f"(func $throw{n} (param $n i32) (result i32) global.get $throws if {values} throw $p{n} end i32.const 1)")
    fold = "i64.xor " * (n - 1) + "i32.wrap_i64" if n else "i32.const 5"
    functions.append(rounds(f"payload{n}", mixed(attempt(indirect(f"throw{n}", "local.get $rounds"), [(f"$p{n}", types, fold)]))))

print(f"""(module
(type $f (func (param i32) (result i32)))
(tag $e (param i32))
(tag $other (param i64))
(global $throws (export "throws") (mut i32) (i32.const 1))
(table (export "table") {len(SLOTS)} {len(SLOTS)} funcref)
(elem (i32.const 0) func {' '.join('$' + s for s in SLOTS)})""")
print("\n".join(functions) + ")")
