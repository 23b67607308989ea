"""Random modules full of exceptions, and how they are instantiated and called.

A script has one module `shared` (hash, fuel, tables, two tags) and some more, which import its things and
tags and functions of those before. Modules are instantiated once or twice, with different providers, so
that one tag can have two indices and one index can mean two tags. All is decided by the seed.
"""

import random

import nodes as n
import objects as o
from values import ANYREF, EXN_SLOTS, EXNREF, SIGNATURES, TABLE_SIZE

SHARED_TAGS = [[], ["i32"]]


class Function:
    def __init__(self, sig):
        self.sig, self.body, self.results, self.loops = sig, [], [], []


class Module:
    """tags: their types; imported ones first, imports[i] = (alias, export) for each of those; likewise
    functions with signatures in func_sigs, own ones in functions. slots: (index in the table, function)."""

    def __init__(self, name, legacy):
        self.name, self.legacy = name, legacy
        self.tags, self.tag_imports, self.func_sigs, self.func_imports = [], [], [], []
        self.functions, self.slots, self.providers, self.start = [], [], [], None
        self.func_ids = (0, 0)

    def export_of_func(self, index):
        return f"f{index}"


class Plan:
    """instances: (name, module, {alias: name of instance}); calls: (instance, function, args)."""

    def __init__(self):
        self.modules, self.instances, self.calls = [], [], []
        self.types = None  # of objects: (structures, arrays)


class Writer:
    """Writes the functions of one module."""

    def __init__(self, rng, module, references, types=None):
        self.rng, self.module, self.references, self.types = rng, module, references, types
        self.labels = 0
        self.held = {}  # (kind, index) of a place -> the type of an object that was put there, maybe still is

    def chance(self, percent):
        return self.rng.randrange(100) < percent

    def label(self):
        self.labels += 1
        return f"$l{self.labels}"

    # ------------------------------------------------------------ a function
    def function(self, sig):
        self.current = Function(sig)
        self.scope, self.tries, self.budget, self.depth = [], [], self.rng.randrange(8, 45), 0
        body = n.Block(self.label())
        self.scope.append(body)
        body.body = self.objects_at_start() + self.statements(3 if not self.types else 6)
        self.scope.pop()
        self.current.body = [body]
        self.current.results = [self.simple() for _ in SIGNATURES[sig][1]]
        return self.current

    # ------------------------------------------------------------ expressions
    def simple(self):
        what = self.rng.randrange(10)
        if what < 5:
            return n.Local(self.rng.randrange(4))
        if what < 6:
            return n.Acc()
        return n.Const(self.rng.choice([0, 1, 2, 3, -1, 0x7FFFFFFF, self.rng.randrange(-1000, 100000)]))

    def expression(self):
        self.budget -= 1
        if self.budget <= 0 or self.depth > 6:
            return self.simple()
        self.depth += 1
        if self.types and self.chance(45):
            node = self.object_number()
            self.depth -= 1
            return node
        what = self.rng.randrange(100)
        if what < 25:
            node = self.simple()
        elif what < 45:
            node = n.Binary(self.rng.choice(list(n.Binary.OPS)), self.expression(), self.expression())
        elif what < 70:
            node = self.call()
        else:
            node = self.attempt()
        self.depth -= 1
        return node

    def arguments(self, types):
        def argument(type_):
            if type_ in (EXNREF, ANYREF):
                return self.place() if type_ == EXNREF else self.object()
            return self.simple() if self.chance(70) else self.expression()

        return [argument(t) for t in types]

    def call(self, tail=False):
        sigs = self.module.func_sigs
        kind = self.rng.choice(["direct"] * 5 + ["indirect"] * 2 + ["host"] * 2 + (["ref"] if self.references else []))
        if tail:
            usable = [i for i, s in enumerate(sigs) if SIGNATURES[s][1] == SIGNATURES[self.current.sig][1]]
            if SIGNATURES[self.current.sig][1] != ["i32"]:
                if not usable:
                    return None
                kind = "direct"
            callee = self.rng.choice(usable) if kind != "indirect" and usable else self.simple()
            sig = sigs[callee] if isinstance(callee, int) else 0
            return n.Call("tail", sig, callee, self.arguments(SIGNATURES[sig][0]))
        first = [i for i, s in enumerate(sigs) if s == 0]
        if kind == "direct" or kind == "ref":
            callee = self.rng.randrange(len(sigs))
            return n.Call(kind, sigs[callee], callee, self.arguments(SIGNATURES[sigs[callee]][0]))
        callee = self.simple()
        if kind == "host" and first and self.chance(50):
            callee = self.rng.choice(first)
        return n.Call(kind, 0, callee, self.arguments(SIGNATURES[0][0]))

    # ------------------------------------------------------------ exceptions
    def place(self):
        kind = self.rng.choice(["local", "local", "local", "global", "table"])
        return n.ExnPlace(kind, self.rng.randrange({"local": 2, "global": 1, "table": EXN_SLOTS}[kind]))

    def attempt(self):
        legacy = self.module.legacy
        types = self.rng.choice([[], ["i32"], ["i32"], ["i32", "i64"], ["i64", "v128", "f32", "i32", "f64"]])
        params = self.rng.choice([[], [], [], ["i64"], ["i32", "f64", "i32"]])
        node = n.Try(self.label(), legacy, params, types)
        node.args = self.arguments(params)
        self.tries.append(node)
        if legacy:
            self.scope.append(node)
        node.body = self.statements(self.rng.randrange(1, 4))
        if self.chance(60):
            node.body.append(n.Mix(self.call()))
        if self.chance(20):
            node.body.append(self.raise_something())
        node.results = [self.simple() for _ in types]
        if legacy:
            self.scope.pop()
        self.tries.pop()
        if legacy and self.chance(20) and self.scope:
            node.delegate = self.rng.choice(self.scope)
            return node
        for _ in range(self.rng.choice([0, 1, 1, 1, 2, 2, 3])):
            node.clauses.append(self.clause(node))
        if self.chance(25):
            node.clauses.append(self.clause(node, everything=True))
        return node

    def clause(self, node, everything=False):
        tag = self.rng.randrange(len(self.module.tags))
        kind, types = ("catch_all", []) if everything else ("catch", self.module.tags[tag])
        if not node.legacy and self.chance(35):
            kind += "_ref"
        clause = n.Clause(kind, tag, types)
        blocks = [s for s in self.scope if isinstance(s, n.Block)]
        if not node.legacy and not clause.taken() and blocks and self.chance(30):
            clause.target = self.rng.choice(blocks)
            return clause
        if types and types[0] not in (EXNREF, ANYREF) and self.chance(60):
            clause.local = self.rng.randrange(4)
        clause.exn_local = self.rng.randrange(2)
        self.handlers.append(node) if node.legacy else None
        clause.body = self.statements(self.rng.randrange(0, 3))
        if kind.endswith("_ref") and self.chance(50):
            clause.body.append(n.ThrowRef(n.ExnPlace("local", clause.exn_local), False))
        elif node.legacy and self.chance(30):
            clause.body.append(n.Rethrow(self.rng.choice(self.handlers)))
        if node.legacy:
            self.handlers.pop()
        clause.results = [self.simple() for _ in node.types]
        return clause

    def raise_something(self):
        if self.references and not self.module.legacy and self.chance(25):
            return n.ThrowRef(self.place(), self.chance(70))
        if self.module.legacy and self.handlers and self.chance(25):
            return n.Rethrow(self.rng.choice(self.handlers))
        tag = self.rng.randrange(len(self.module.tags))
        return n.Throw(tag, self.module.tags[tag], self.arguments(self.module.tags[tag]))

    # ------------------------------------------------------------ objects
    def objects_at_start(self):
        """Locals hold something, new or of earlier calls; some of it goes to where all find it, with objects around it."""
        if not self.types:
            return []
        self.budget += 30
        places = [o.ObjPlace("local", i) for i in range(o.OBJ_LOCALS)]
        out = [self.set_object(places[0], o.ObjPlace("table", self.rng.randrange(o.OBJ_SLOTS)))]
        out += [self.set_object(place, self.object()) for place in places[1:]]
        structs, arrays = self.types
        for _ in range(2):
            type_ = self.rng.choice(structs + arrays[-2:])
            value = (o.MakeArray(type_, None, values=[self.fitting(type_.fields[0]) for _ in range(3)]) if type_.array
                     else o.MakeStruct(type_, [self.fitting(f) for f in type_.fields]))
            out.append(self.set_object(o.ObjPlace("table", self.rng.randrange(o.OBJ_SLOTS)), value))
        out.append(n.Mix(o.Digest(self.types, self.object_place())))
        return out

    def set_object(self, place, value):
        if isinstance(value, o.ObjPlace):
            type_ = self.held.get((value.kind, value.index))
        else:
            type_ = value.type if isinstance(value, (o.MakeStruct, o.MakeArray)) else None
        if type_:
            self.held[place.kind, place.index] = type_
        else:
            self.held.pop((place.kind, place.index), None)
        return o.SetPlace(place, value)

    def object_place(self):
        if self.held and self.chance(75):
            return o.ObjPlace(*self.rng.choice(list(self.held)))
        kind = self.rng.choice(["local", "local", "local", "global", "table", "table"])
        return o.ObjPlace(kind, self.rng.randrange({"local": o.OBJ_LOCALS, "global": 1, "table": o.OBJ_SLOTS}[kind]))

    def fitting(self, field):
        return self.simple() if field in o.NUMBERS else self.object_place()

    def object(self):
        what, (structs, arrays) = self.rng.randrange(100), self.types
        if what < 40:
            type_ = self.rng.choice(structs)
            return o.MakeStruct(type_, None if self.chance(15) else [self.fitting(f) for f in type_.fields])
        if what < 62:
            type_ = self.rng.choice(arrays)
            if self.chance(25):
                return o.MakeArray(type_, None, values=[self.fitting(type_.fields[0]) for _ in range(self.rng.randrange(5))])
            value = None if self.chance(30) else self.fitting(type_.fields[0])
            return o.MakeArray(type_, value, self.simple(), self.rng.choice([7, 31, 31, 255, 1023]))
        if what < 70:
            return o.MakeI31(self.simple())
        if what < 73:
            return o.Null()
        if what < 78:
            return o.Round(self.object_place())
        if what < 92:
            refs = [(t, i) for t in structs + arrays for i, f in enumerate(t.fields) if f not in o.NUMBERS]
            place, (type_, index) = self.usable(refs)
            return o.ReadRef(place, type_, self.rng.randrange(8) if type_.array else index)
        return self.object_place()

    def usable(self, wanted):
        """A place and a (type, index) of those wanted, mostly of what the place holds."""
        for _ in range(6 if self.chance(85) else 0):
            place = self.object_place()
            held, above = self.held.get((place.kind, place.index)), []
            while held:
                above.append(held)
                held = held.super
            fitting = [w for w in wanted if w[0] in above]
            if fitting:
                return place, self.rng.choice(fitting)
        return self.object_place(), self.rng.choice(wanted)

    def object_number(self):
        what, (structs, arrays) = self.rng.randrange(100), self.types
        place = self.object_place()
        numbers = [(t, i) for t in structs for i, f in enumerate(t.fields) if f in o.NUMBERS]
        plain = [(a, 0) for a in arrays if a.fields[0] in o.NUMBERS]
        if what < 20:
            return o.Digest(self.types, place)
        if what < 40 and numbers:
            place, (type_, index) = self.usable(numbers)
            form = self.rng.choice([0, 0, 1, 1, 2, 2]) if self.chance(95) else self.rng.choice([3, 4])
            return o.ReadField(self.label(), place, type_, index, self.chance(50), form)
        if what < 52:
            place, (type_, _) = self.usable(plain)
            return o.ReadElement(place, type_, self.simple() if self.chance(20) else n.Const(self.rng.randrange(9)),
                                 self.chance(50), self.chance(93))
        if what < 60:
            place, (type_, _) = self.usable(plain)
            return o.SumArray(self.label(), place, type_)
        if what < 80:
            what = self.rng.choice(structs + structs + arrays + ["any", "eq", "i31", "struct", "array", "none"])
            return o.Test(place, what, self.chance(50))
        if what < 90:
            return o.Same(place, self.object_place())
        return o.ReadI31(place, self.chance(50), self.chance(93))

    def object_statement(self):
        what, (structs, arrays) = self.rng.randrange(100), self.types
        place = self.object_place()
        if what < 55:
            return self.set_object(place, self.object())
        if what < 75:
            fields = [(t, i) for t in structs for i in range(len(t.fields))]
            if not fields:
                return None
            place, (type_, index) = self.usable(fields)
            field = type_.fields[index]
            return o.WriteField(place, type_, index, self.fitting(field), self.chance(95))
        if what < 90:
            place, (type_, _) = self.usable([(a, 0) for a in arrays])
            op = self.rng.choice(["set", "set", "fill", "copy"])
            at, source, count = self.rng.randrange(6), self.rng.randrange(6) if op == "copy" else 0, self.rng.randrange(12)
            guarded = self.chance(85)
            if not guarded:  # in bounds, or just not
                at, source = count + (-1 if self.chance(15) else 0) if op != "set" else int(self.chance(85)), 0
                at = max(at, 0)
            return o.ChangeArray(op, place, type_, at, self.fitting(type_.fields[0]), count, source, guarded)
        return n.Mix(self.object_number())

    # ------------------------------------------------------------ statements
    handlers = []  # legacy tries whose handlers the current place is in

    def statements(self, count):
        return [node for node in (self.statement() for _ in range(count)) if node]

    def statement(self):
        self.budget -= 1
        self.depth += 1
        node = self.leaf() if self.budget <= 0 or self.depth > 6 else self.branchy()
        self.depth -= 1
        return node

    def leaf(self):
        return n.Mix(self.simple()) if self.chance(50) else n.SetLocal(self.rng.randrange(4), self.simple())

    def branchy(self):
        if self.types and self.chance(40):
            return self.object_statement()
        what = self.rng.randrange(100)
        if what < 25:
            return n.SetLocal(self.rng.randrange(4), self.expression())
        if what < 50:
            return n.Mix(self.attempt())
        if what < 60:
            return n.If(self.simple(), self.rng.randrange(4), self.statements(2), self.statements(1))
        if what < 66:
            node = n.Block(self.label())
        elif what < 71:
            node = n.Loop(self.label(), self.rng.randrange(1, 4))
            self.current.loops.append(node)
        elif what < 79 and self.references:
            return n.Keep(self.place(), self.place())
        elif what < 84:
            return self.sometimes(n.Br(self.rng.choice([s for s in self.scope if isinstance(s, n.Block)])))
        elif what < 92:
            return self.sometimes(self.raise_something())
        elif what < 95:
            call = self.call(tail=True)
            return self.sometimes(call) if call else None
        elif what < 97:
            types = SIGNATURES[self.current.sig][1]
            return self.sometimes(n.Return(types, [self.simple() for _ in types]))
        else:
            return n.Mix(self.call())
        self.scope.append(node)
        node.body = self.statements(2)
        self.scope.pop()
        return node

    def sometimes(self, node):
        if self.chance(15):
            return node
        return n.If(self.simple(), self.rng.randrange(4), [node], [])


PAYLOADS = [[], ["i32"], ["i32"], ["i64"], ["i32", "f64"], ["f32", "v128", "i32"], ["funcref"],
            ["externref", "i32"], ["i64"] * 12 + ["v128"] * 3 + ["f32"] * 5]
OBJECTS = [[ANYREF], ["i32", ANYREF], [ANYREF, "i64", EXNREF]]
REFERENCES = [[EXNREF], ["i32", EXNREF], ["i31ref", "i64"]]


def generate(seed, mode):
    """mode: `mixed` for exceptions in all ways, both encodings; `legacy` for what older engines know; `objects`: mixed, with
    structures, arrays and casts."""
    rng = random.Random(f"{mode} {seed}")
    references = mode != "legacy"
    plan = Plan()
    payloads = PAYLOADS + (REFERENCES * 2 if references else [])
    if mode == "objects":
        plan.types = o.make_types(rng)
        payloads = payloads + OBJECTS * 4
    for number in range(rng.randrange(2, 4)):
        # V8 takes no module with both encodings; references are part of one.
        module = Module("ABC"[number], not references or (mode != "objects" and rng.randrange(4) == 0))
        module.func_ids = (100 + number * 2, 101 + number * 2)
        plan.modules.append(module)
        for i, types in enumerate(SHARED_TAGS):
            module.tags.append(types)
            module.tag_imports.append(("shared", f"t{i}"))
        for provider in plan.modules[:-1]:
            for half in "xy":
                alias = f"{provider.name}{half}"
                module.providers.append((alias, provider))
                own = range(len(provider.tag_imports), len(provider.tags))
                for tag in rng.sample(own, min(2, len(own))):
                    module.tags.append(provider.tags[tag])
                    module.tag_imports.append((alias, f"t{tag}"))
                for func in rng.sample(range(len(provider.func_imports), len(provider.func_sigs)), 2):
                    module.func_sigs.append(provider.func_sigs[func])
                    module.func_imports.append((alias, f"f{func}"))
        for _ in range(rng.randrange(1, 4)):
            module.tags.append(rng.choice(payloads))
        own = [0] + [rng.choice([0, 0, 0, 1, 2, 3]) for _ in range(rng.randrange(2, 7))]
        module.func_sigs += own
        writer = Writer(rng, module, references, plan.types)
        writer.handlers = []
        module.functions = [writer.function(sig) for sig in own]
        firsts = [i for i in range(len(module.func_imports), len(module.func_sigs)) if module.func_sigs[i] == 0]
        module.slots = [(rng.randrange(TABLE_SIZE), rng.choice(firsts)) for _ in range(rng.randrange(1, 6))]
        if rng.randrange(3) == 0:
            module.start = rng.choice(firsts)
    instantiate(rng, plan)
    return plan


def instantiate(rng, plan):
    made = {}
    for module in plan.modules:
        made[module.name] = []
        for _ in range(rng.choice([1, 2, 2])):
            name = f"${module.name}{len(made[module.name])}"
            aliases = {alias: rng.choice(made[p.name]) for alias, p in module.providers}
            made[module.name].append(name)
            plan.instances.append((name, module, aliases))
    for _ in range(40):
        name, module, _ = rng.choice(plan.instances)
        own = range(len(module.func_imports), len(module.func_sigs))
        func = rng.choice([i for i in own if module.func_sigs[i] == 0])
        plan.calls.append((name, module, func, rng.choice([0, 1, 2, 3, 7, rng.randrange(1 << 31)])))
