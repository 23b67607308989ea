"""A plan -> what the evaluator expects of each call -> a script (.wast), or files and a list for V8."""

import json

import values as v
from values import CONVERSIONS, EXN_SLOTS, EXNREF, SIGNATURES, TABLE_SIZE
from generate import SHARED_TAGS, Function, Module
from objects import OBJ_SLOTS, digest_text, types_text
from nodes import Binary, Const, Local, emit_values

FUEL = 60


def func_type(params, results):
    text = f" (param {' '.join(params)})" if params else ""
    return text + (f" (result {' '.join(results)})" if results else "")


def shared_text(references, types=None):
    lines = ['(global $acc (export "acc") (mut i32) (i32.const 0))',
             '(global $fuel (export "fuel") (mut i32) (i32.const 0))',
             f'(table (export "table") {TABLE_SIZE} funcref)',
             f'(elem (i32.const 0) func {"$f0 " * TABLE_SIZE})',
             f"(type $s0 (func{func_type(*SIGNATURES[0])}))",
             function_text(0, base_function()).replace(EXN_LOCALS, ""),
             f'(func (export "begin") i32.const 0 global.set $acc i32.const {FUEL} global.set $fuel)',
             '(func (export "hash") (result i32) global.get $acc)']
    if references:
        lines.append(f'(table (export "exns") {EXN_SLOTS} exnref)')
    if types:
        lines.append(f'(table (export "objects") {OBJ_SLOTS} anyref)')
    for i, types in enumerate(SHARED_TAGS):
        lines.append(f'(tag (export "t{i}"){func_type(types, [])})')
    return "\n".join(lines)


def base_function():
    """What the table is full of before the instances fill in theirs."""
    function = Function(0)
    function.results = [Binary("add", Local(0), Const(1))]
    return function


def function_text(index, function):
    params, results = SIGNATURES[function.sig]
    out = [f"(func $f{index} (export \"f{index}\") (type $s{function.sig}) (param $a {params[0]})"
           f"{func_type(params[1:], results)}"]
    out.append("(local $b i32) (local $c i32) (local $d i32) " + EXN_LOCALS)
    out.extend(f"(local $n{loop.label[1:]} i32)" for loop in function.loops)
    out.extend(["global.get $fuel", "i32.eqz", "if"])
    for type_ in results:
        out.extend(["i32.const 5"] + CONVERSIONS[type_][0])
    out.extend(["return", "end", "global.get $fuel", "i32.const 1", "i32.sub", "global.set $fuel"])
    for i in range(1, len(params)):
        out.extend([f"local.get {i}"] + CONVERSIONS[params[i]][1] + ["call $mix"])
    for node in function.body:
        node.emit(out)
    emit_values(out, results, function.results)
    out.append(")")
    return "\n".join(out)


EXN_LOCALS = "(local $x0 exnref) (local $x1 exnref)"
OBJECT_LOCALS = " (local $o0 anyref) (local $o1 anyref) (local $o2 anyref) (local $sum i32) (local $at i32)"


def module_text(module, references, types=None):
    imports, rest = [], []
    if types:
        imports.append(types_text(*types))
    for i, (params, results) in enumerate(SIGNATURES):
        imports.append(f"(type $s{i} (func{func_type(params, results)}))")
    for name in ("acc", "fuel"):
        imports.append(f'(import "shared" "{name}" (global ${name} (mut i32)))')
    imports.append(f'(import "shared" "table" (table $table {TABLE_SIZE} funcref))')
    if references:
        imports.append(f'(import "shared" "exns" (table $exns {EXN_SLOTS} exnref))')
        rest.append("(global $kept (mut exnref) (ref.null exn))")
    if types:
        imports.append(f'(import "shared" "objects" (table $objects {OBJ_SLOTS} anyref))')
        rest.append("(global $object (mut anyref) (ref.null any))")
        rest.append(digest_text(types))
    imports.append('(import "wexn-spec" "call" (func $host (param funcref i32) (result i32)))')
    imports.append('(import "wexn-spec" "extern" (func $extern (param i32) (result externref)))')
    imports.append('(import "wexn-spec" "number" (func $number (param externref) (result i32)))')
    for i, (alias, export) in enumerate(module.tag_imports):
        imports.append(f'(import "{alias}" "{export}" (tag $t{i}{func_type(module.tags[i], [])}))')
    for i, (alias, export) in enumerate(module.func_imports):
        imports.append(f'(import "{alias}" "{export}" (func $f{i} (type $s{module.func_sigs[i]})))')
    for i in range(len(module.tag_imports), len(module.tags)):
        rest.append(f'(tag $t{i} (export "t{i}"){func_type(module.tags[i], [])})')
    rest.append("(table $asked 1 funcref)")
    names = " ".join(f"$f{i}" for i in range(len(module.func_sigs)))
    rest.append(f"(elem declare func $k0 $k1 {names})")
    for i, value in enumerate(module.func_ids):
        rest.append(f"(func $k{i} (result i32) i32.const {value})")
    rest.append("(func $mix (param i32) global.get $acc i32.const 31 i32.mul local.get 0 i32.add global.set $acc)")
    rest.append("(func $pick_func (param i32) (result funcref) local.get 0 i32.const 1 i32.and"
                " if (result funcref) ref.func $k1 else ref.func $k0 end)")
    rest.append("(func $ask_func (param funcref) (result i32) i32.const 0 local.get 0 table.set $asked"
                " i32.const 0 call_indirect $asked (result i32))")
    fill = " ".join(f"i32.const {slot} ref.func $f{func} table.set $table" for slot, func in module.slots)
    rest.append(f'(func (export "fill") {fill})')
    if module.start is not None:
        rest.append(f"(func $start i32.const {FUEL} global.set $fuel i32.const 3 call $f{module.start} call $mix)\n"
                    "(start $start)")
    first = len(module.func_imports)
    text = "\n".join(imports + rest + [function_text(first + i, f) for i, f in enumerate(module.functions)])
    if types:
        text = text.replace(EXN_LOCALS, EXN_LOCALS + OBJECT_LOCALS)
    return text if references else text.replace(EXN_LOCALS, "")


def evaluate(plan):
    """(steps, number of exceptions caught): each step is what a call gives: ("return", value), ("exception",) or
    ("trap", text), with the hash after it. (None, module) if the module's start function does not end well."""
    world = v.World()
    shared = v.Instance(world, Module("shared", False))
    shared.tags = [v.Tag(types) for types in SHARED_TAGS]
    world.table = [(shared, base_function())] * TABLE_SIZE
    ids = {"shared": shared}
    for name, module, aliases in plan.instances:
        inst = v.Instance(world, module)
        found = {"shared": shared} | {alias: ids[target] for alias, target in aliases.items()}
        inst.tags = [found[alias].tags[int(export[1:])] for alias, export in module.tag_imports]
        inst.tags += [v.Tag(types) for types in module.tags[len(inst.tags):]]
        inst.funcs = [found[alias].funcs[int(export[1:])] for alias, export in module.func_imports]
        inst.funcs += [(inst, function) for function in module.functions]
        ids[name] = inst
        if module.start is not None:
            world.fuel = FUEL
            try:
                world.mix(v.call(inst.funcs[module.start], [3])[0])
            except (v.Thrown, v.Trap):
                return None, module
    for name, module, _ in plan.instances:
        for slot, func in module.slots:
            world.table[slot] = ids[name].funcs[func]
    steps = []
    for name, module, func, arg in plan.calls:
        world.acc, world.fuel = 0, FUEL
        try:
            step = ("return", v.call(ids[name].funcs[func], [arg])[0])
        except v.Thrown:
            step = ("exception",)
        except v.Trap as trap:
            step = ("trap", str(trap))
        steps.append(step + (world.acc,))
    return steps, world.caught


def constant(value):
    return f"(i32.const {value})"


def wast(plan, steps, references):
    lines = ["(module $shared", shared_text(references, plan.types), ")", '(register "shared" $shared)']
    for module in plan.modules:
        lines += [f"(module definition ${module.name}", module_text(module, references, plan.types), ")"]
    for name, module, aliases in plan.instances:
        lines += [f'(register "{alias}" {target})' for alias, target in aliases.items()]
        lines.append(f"(module instance {name} ${module.name})")
    lines += [f'(assert_return (invoke {name} "fill"))' for name, _, _ in plan.instances]
    for (name, _, func, arg), step in zip(plan.calls, steps):
        lines.append('(assert_return (invoke $shared "begin"))')
        action = f'(invoke {name} "f{func}" {constant(arg)})'
        lines.append({"return": lambda: f"(assert_return {action} {constant(step[1])})",
                      "exception": lambda: f"(assert_exception {action})",
                      "trap": lambda: f'(assert_trap {action} "{step[1]}")'}[step[0]]())
        lines.append(f'(assert_return (invoke $shared "hash") {constant(step[-1])})')
    return "\n".join(lines) + "\n"


def for_v8(plan, steps, folder):
    """Writes the texts of the modules into the folder, and plan.json, which v8.js runs. Returns the
    texts' paths without suffix."""
    references = plan.types is not None
    texts = {"shared": shared_text(references, plan.types)}
    texts |= {m.name: module_text(m, references, plan.types) for m in plan.modules}
    for name, text in texts.items():
        (folder / f"{name}.wat").write_text(f"(module\n{text}\n)\n")
    instances = [{"name": name, "module": module.name, "aliases": aliases} for name, module, aliases in plan.instances]
    calls = [{"instance": name, "export": f"f{func}", "arg": arg, "step": step}
             for (name, _, func, arg), step in zip(plan.calls, steps)]
    (folder / "plan.json").write_text(json.dumps({"instances": instances, "calls": calls}))
    return [folder / name for name in texts]
