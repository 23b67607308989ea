"""What the functions of random modules are made of. Each node prints itself as text-format
instructions (emit) and runs in the evaluator (run): expressions leave one i32."""

from values import (ANYREF, CONVERSIONS, EXNREF, MASK, SIGNATURES, TABLE_SIZE, Branch, Exn, Leave, Thrown, Trap, call,
                    round_trip)


class Const:
    def __init__(self, value):
        self.value = value

    def emit(self, out):
        out.append(f"i32.const {self.value}")

    def run(self, frame):
        return self.value & MASK


class Local:
    def __init__(self, index):
        self.index = index

    def emit(self, out):
        out.append(f"local.get ${'abcd'[self.index]}")

    def run(self, frame):
        return frame.locals[self.index]


class Acc:
    def emit(self, out):
        out.append("global.get $acc")

    def run(self, frame):
        return frame.world.acc


class Binary:
    OPS = {"add": lambda x, y: x + y, "sub": lambda x, y: x - y, "xor": lambda x, y: x ^ y, "mul": lambda x, y: x * y}

    def __init__(self, op, left, right):
        self.op, self.left, self.right = op, left, right

    def emit(self, out):
        self.left.emit(out)
        self.right.emit(out)
        out.append(f"i32.{self.op}")

    def run(self, frame):
        left = self.left.run(frame)
        return self.OPS[self.op](left, self.right.run(frame)) & MASK


class SetLocal:
    def __init__(self, index, value):
        self.index, self.value = index, value

    def emit(self, out):
        self.value.emit(out)
        out.append(f"local.set ${'abcd'[self.index]}")

    def run(self, frame):
        frame.locals[self.index] = self.value.run(frame)


class Mix:
    def __init__(self, value):
        self.value = value

    def emit(self, out):
        self.value.emit(out)
        out.append("call $mix")

    def run(self, frame):
        frame.world.mix(self.value.run(frame))


class ExnPlace:
    """Where a reference to an exception is kept: a local, the instance's global, the shared table."""

    def __init__(self, kind, index):
        self.kind, self.index = kind, index

    def emit(self, out):
        out.extend({"local": [f"local.get $x{self.index}"], "global": ["global.get $kept"],
                    "table": [f"i32.const {self.index}", "table.get $exns"]}[self.kind])

    def run(self, frame):
        if self.kind == "local":
            return frame.exns[self.index]
        return frame.inst.exn_global if self.kind == "global" else frame.world.exns[self.index]


class Keep:
    """Copies a reference to an exception from one place to another."""

    def __init__(self, to, source):
        self.to, self.source = to, source

    def emit(self, out):
        if self.to.kind == "table":
            out.append(f"i32.const {self.to.index}")
        self.source.emit(out)
        out.append({"local": f"local.set $x{self.to.index}", "global": "global.set $kept",
                    "table": "table.set $exns"}[self.to.kind])

    def run(self, frame):
        exn = self.source.run(frame)
        if self.to.kind == "local":
            frame.exns[self.to.index] = exn
        elif self.to.kind == "global":
            frame.inst.exn_global = exn
        else:
            frame.world.exns[self.to.index] = exn


def emit_values(out, types, values):
    for type_, value in zip(types, values):
        value.emit(out)
        out.extend([] if type_ in (EXNREF, ANYREF) else CONVERSIONS[type_][0])


def run_values(frame, types, values):
    return [v.run(frame) if t in (EXNREF, ANYREF) else round_trip(t, v.run(frame), frame.inst) for t, v in zip(types, values)]


def emit_take(out, types, local=None, exn_local=0):
    """Takes values from the stack, the last first: into the hash, the first one into a local."""
    for i in reversed(range(len(types))):
        if types[i] == EXNREF:
            out.append(f"local.set $x{exn_local}")
            continue
        if types[i] == ANYREF:
            out.append(f"local.set $o{exn_local}")
            continue
        out.extend(CONVERSIONS[types[i]][1])
        out.append(f"local.set ${'abcd'[local]}" if i == 0 and local is not None else "call $mix")


def run_take(frame, types, values, local=None, exn_local=0):
    for i in reversed(range(len(types))):
        if types[i] == EXNREF:
            frame.exns[exn_local] = values[i]
        elif types[i] == ANYREF:
            frame.objects[exn_local] = values[i]
        elif i == 0 and local is not None:
            frame.locals[local] = values[i]
        else:
            frame.world.mix(values[i])


class Throw:
    def __init__(self, tag, types, values):
        self.tag, self.types, self.values = tag, types, values

    def emit(self, out):
        emit_values(out, self.types, self.values)
        out.append(f"throw $t{self.tag}")

    def run(self, frame):
        values = run_values(frame, self.types, self.values)
        raise Thrown(Exn(frame.inst.tags[self.tag], values))


class ThrowRef:
    """guarded: does nothing when the reference is null, instead of a trap."""

    def __init__(self, source, guarded):
        self.source, self.guarded = source, guarded

    def emit(self, out):
        if self.guarded:
            self.source.emit(out)
            out.extend(["ref.is_null", "i32.eqz", "if"])
        self.source.emit(out)
        out.append("throw_ref")
        if self.guarded:
            out.append("end")

    def run(self, frame):
        exn = self.source.run(frame)
        if exn is not None:
            raise Thrown(exn)
        if not self.guarded:
            raise Trap("null exception reference")


class Unreachable:
    def emit(self, out):
        out.append("unreachable")

    def run(self, frame):
        raise Trap("unreachable")


class If:
    """An `if` on one bit of a value; an if of statements only."""

    def __init__(self, condition, bit, then, otherwise):
        self.condition, self.bit, self.then, self.otherwise = condition, bit, then, otherwise

    def emit(self, out):
        self.condition.emit(out)
        out.extend([f"i32.const {1 << self.bit}", "i32.and", "if"])
        for node in self.then:
            node.emit(out)
        out.append("else")
        for node in self.otherwise:
            node.emit(out)
        out.append("end")

    def run(self, frame):
        for node in self.then if self.condition.run(frame) >> self.bit & 1 else self.otherwise:
            node.run(frame)


class Block:
    def __init__(self, label):
        self.label, self.body = label, []

    def emit(self, out):
        out.append(f"block {self.label}")
        for node in self.body:
            node.emit(out)
        out.append("end")

    def run(self, frame):
        try:
            for node in self.body:
                node.run(frame)
        except Branch as branch:
            if branch.target is not self:
                raise
        except Thrown as thrown:
            if thrown.skip is self:
                thrown.skip = None
            raise


class Loop:
    def __init__(self, label, count):
        self.label, self.count, self.body = label, count, []

    def emit(self, out):
        counter = "$n" + self.label[1:]
        out.extend([f"i32.const {self.count}", f"local.set {counter}", f"loop {self.label}"])
        for node in self.body:
            node.emit(out)
        out.extend([f"local.get {counter}", "i32.const 1", "i32.sub", f"local.tee {counter}", f"br_if {self.label}", "end"])

    def run(self, frame):
        try:
            for _ in range(self.count):
                for node in self.body:
                    node.run(frame)
        except Thrown as thrown:
            if thrown.skip is self:
                thrown.skip = None
            raise


class Br:
    def __init__(self, target):
        self.target = target

    def emit(self, out):
        out.append(f"br {self.target.label}")

    def run(self, frame):
        raise Branch(self.target)


class Return:
    def __init__(self, types, values):
        self.types, self.values = types, values

    def emit(self, out):
        emit_values(out, self.types, self.values)
        out.append("return")

    def run(self, frame):
        raise Leave(run_values(frame, self.types, self.values))


class Call:
    """A call, plain, by reference, through the table, by the host, or in place of this frame.
    callee: index of a function, or an expression whose low bits are an index of the table."""

    def __init__(self, kind, sig, callee, args):
        self.kind, self.sig, self.callee, self.args = kind, sig, callee, args
        self.params, self.results = SIGNATURES[sig]

    def emit_slot(self, out):
        self.callee.emit(out)
        out.extend([f"i32.const {TABLE_SIZE - 1}", "i32.and"])

    def emit(self, out):
        direct = isinstance(self.callee, int)
        if self.kind == "host":
            if direct:
                out.append(f"ref.func $f{self.callee}")
            else:
                self.emit_slot(out)
                out.append("table.get $table")
        emit_values(out, self.params, self.args)
        if self.kind == "host":
            out.append("call $host")
        elif self.kind == "ref":
            out.extend([f"ref.func $f{self.callee}", f"call_ref $s{self.sig}"])
        else:
            tail = "return_call" if self.kind == "tail" else "call"
            if direct:
                out.append(f"{tail} $f{self.callee}")
            else:
                self.emit_slot(out)
                out.append(f"{tail}_indirect $table (type $s{self.sig})")
        if self.kind != "tail":
            self.emit_rest(out)

    def emit_rest(self, out):
        if not self.results:
            out.append("global.get $acc")
        for i in reversed(range(len(self.results))):
            out.extend(CONVERSIONS[self.results[i]][1])
            if i:
                out.append("call $mix")

    def run(self, frame):
        direct = isinstance(self.callee, int)
        slot = None
        if self.kind == "host" and not direct:
            slot = self.callee.run(frame)
        args = run_values(frame, self.params, self.args)
        if self.kind != "host" and not direct:
            slot = self.callee.run(frame)
        func = frame.inst.funcs[self.callee] if direct else frame.world.table[slot % TABLE_SIZE]
        if self.kind == "tail":
            raise Leave(None, func, args)
        results = call(func, args)
        for value in reversed(results[1:]):
            frame.world.mix(value)
        return results[0] if results else frame.world.acc


class Clause:
    """catch of a try: kind is catch, catch_all or the same with _ref. target: a Block, for a branch
    straight to it; else body and results are the handler."""

    def __init__(self, kind, tag, types):
        self.kind, self.tag, self.types = kind, tag, types
        self.local, self.exn_local = None, 0
        self.target, self.body, self.results = None, [], []

    def taken(self):
        return self.types + [EXNREF] if self.kind.endswith("_ref") else self.types

    def matches(self, frame, exn):
        return "all" in self.kind or frame.inst.tags[self.tag] is exn.tag

    def emit_handler(self, out, types):
        emit_take(out, self.taken(), self.local, self.exn_local)
        for node in self.body:
            node.emit(out)
        emit_values(out, types, self.results)

    def run_handler(self, frame, exn, types):
        values = [] if "all" in self.kind else exn.values
        run_take(frame, self.taken(), values + [exn], self.local, self.exn_local)
        for node in self.body:
            node.run(frame)
        return run_values(frame, types, self.results)


class Try:
    """A try of either encoding, with parameters and results; an expression. delegate: the label
    (a node) that exceptions are sent on to, in place of clauses."""

    def __init__(self, label, legacy, params, types):
        self.label, self.legacy, self.params, self.types = label, legacy, params, types
        self.args, self.body, self.results, self.clauses, self.delegate = [], [], [], [], None

    def shape(self, results):
        text = f" (param {' '.join(self.params)})" if self.params else ""
        return text + (f" (result {' '.join(results)})" if results else "")

    def emit(self, out):
        emit_values(out, self.params, self.args)
        if self.legacy:
            self.emit_legacy(out)
        else:
            self.emit_table(out)
        if not self.types:
            out.append("global.get $acc")
        for i in reversed(range(len(self.types))):
            out.extend(CONVERSIONS[self.types[i]][1])
            if i:
                out.append("call $mix")

    def emit_body(self, out):
        emit_take(out, self.params)
        for node in self.body:
            node.emit(out)
        emit_values(out, self.types, self.results)

    def emit_legacy(self, out):
        out.append(f"try {self.label}{self.shape(self.types)}")
        self.emit_body(out)
        for clause in self.clauses:
            out.append("catch_all" if "all" in clause.kind else f"catch $t{clause.tag}")
            clause.emit_handler(out, self.types)
        out.append(f"delegate {self.delegate.label}" if self.delegate else "end")

    def emit_table(self, out):
        own = [(i, c) for i, c in enumerate(self.clauses) if c.target is None]
        out.append(f"block {self.label}{self.shape(self.types)}")
        for i, clause in reversed(own):
            out.append(f"block {self.label}_{i}{self.shape(clause.taken())}")
        text = f"try_table{self.shape(self.types)}"
        for i, c in enumerate(self.clauses):
            tag = "" if "all" in c.kind else f" $t{c.tag}"
            text += f" ({c.kind}{tag} {c.target.label if c.target else f'{self.label}_{i}'})"
        out.append(text)
        self.emit_body(out)
        out.append("end")
        for _, clause in own:
            out.extend([f"br {self.label}", "end"])
            clause.emit_handler(out, self.types)
        out.append("end")

    def run(self, frame):
        args = run_values(frame, self.params, self.args)
        try:
            run_take(frame, self.params, args)
            for node in self.body:
                node.run(frame)
            values = run_values(frame, self.types, self.results)
            exn = None
        except Thrown as thrown:
            if thrown.skip is self:
                thrown.skip = None
            exn = thrown.exn
            clause = None
            if thrown.skip is None:
                if self.delegate:
                    raise Thrown(exn, self.delegate) from None
                clause = next((c for c in self.clauses if c.matches(frame, exn)), None)
            if clause is None:
                raise
        if exn is not None:
            values = self.run_clause(frame, clause, exn)
        for value in reversed(values[1:]):
            frame.world.mix(value)
        return values[0] if values else frame.world.acc

    def run_clause(self, frame, clause, exn):
        frame.world.caught += 1
        if clause.target:
            raise Branch(clause.target)
        outer = frame.caught.get(self)
        frame.caught[self] = exn
        try:
            return clause.run_handler(frame, exn, self.types)
        finally:
            frame.caught[self] = outer


class Rethrow:
    """The exception whose handler, of a legacy Try, this is in."""

    def __init__(self, target):
        self.target = target

    def emit(self, out):
        out.append(f"rethrow {self.target.label}")

    def run(self, frame):
        raise Thrown(frame.caught[self.target])
