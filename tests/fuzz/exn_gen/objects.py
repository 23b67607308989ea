"""Structures, arrays and i31 in random modules: types that all modules of a script declare alike, and nodes (nodes.py)
that make objects, keep them in locals, a global and a table that all instances share, read and change them, and test and cast them.

In the evaluator an object is a Struct or an Array, an i31 a number, null None. Every place is an anyref, so each use is a cast,
in one of several forms; what a place does not hold is passed over, except for some that trap.
"""

from values import MASK, Trap

OBJ_LOCALS, OBJ_SLOTS = 3, 6
ANY = "anyref"
NUMBERS = {"i8": 0xFF, "i16": 0xFFFF, "i32": MASK, "i64": MASK, "f64": MASK}
STORED = {"i64": ["i64.extend_i32_s"], "f64": ["f64.convert_i32_s"]}
READ = {"i64": ["i32.wrap_i64"], "f64": ["i32.trunc_sat_f64_s"]}


class Type:
    """fields: numbers (NUMBERS), ANY, or a Type of structures, of which only null and its objects fit."""

    def __init__(self, name, fields, super_=None, final=False, array=False):
        self.name, self.fields, self.super, self.final, self.array = name, fields, super_, final, array

    def matches(self, value):
        at = value.type if isinstance(value, (Struct, Array)) else None
        while at is not None and at is not self:
            at = at.super
        return at is not None

    def text(self):
        what = [f"(field (mut {field_text(f)}))" for f in self.fields]
        body = f"(array (mut {field_text(self.fields[0])}))" if self.array else f"(struct {' '.join(what)})"
        above = f" ${self.super.name}" if self.super else ""
        return f"(type ${self.name} (sub{' final' if self.final else ''}{above} {body}))"


class Struct:
    def __init__(self, type_, values):
        self.type, self.values = type_, values


class Array(Struct):
    pass


def field_text(field):
    return f"(ref null ${field.name})" if isinstance(field, Type) else field


def make_types(rng):
    """A hierarchy of structures, some deep, and arrays of everything."""
    types = []
    for i in range(rng.randrange(4, 14)):
        above = [t for t in types if not t.final]
        super_ = rng.choice(above[-3:]) if above and rng.randrange(4) else None
        fields = list(super_.fields) if super_ else []
        for _ in range(rng.choice([0, 1, 1, 2, 3, 12 if i == 5 else 1])):
            fields.append(rng.choice(list(NUMBERS) + [ANY, ANY] + types[:3]))
        types.append(Type(f"T{i}", fields, super_, rng.randrange(3) == 0))
    arrays = [Type(f"A{i}", [field], final=True, array=True)
              for i, field in enumerate([*NUMBERS, ANY, types[0]])]
    return types, arrays


def types_text(types, arrays):
    return "(rec " + " ".join(t.text() for t in types + arrays) + ")"


def default(field):
    return 0 if field in NUMBERS else None


def fitted(field, value):
    """What a field or element holds when it was given the value."""
    if field in NUMBERS:
        return value & NUMBERS[field]
    return value if field == ANY or field.matches(value) else None


def read_number(field, value, signed):
    bits = {"i8": 8, "i16": 16}.get(field)
    return (value | -(1 << bits)) & MASK if bits and signed and value >> (bits - 1) else value


def emit_fitting(out, field, node):
    node.emit(out)
    if field in NUMBERS:
        out.extend(STORED.get(field, []))
    elif field != ANY:
        name = field.name
        out.extend([f"ref.test (ref null ${name})", f"if (result (ref null ${name}))"])
        node.emit(out)
        out.extend([f"ref.cast (ref null ${name})", "else", f"ref.null ${name}", "end"])


def getter(kind, type_, index, signed):
    field = type_.fields[0 if type_.array else index]
    suffix = ("_s" if signed else "_u") if field in ("i8", "i16") else ""
    return f"{kind}.get{suffix} ${type_.name}" + ("" if type_.array else f" {index}")


# ---------------------------------------------------------------- expressions that give a reference
class ObjPlace:
    def __init__(self, kind, index):
        self.kind, self.index = kind, index

    def emit(self, out):
        out.extend({"local": [f"local.get $o{self.index}"], "global": ["global.get $object"],
                    "table": [f"i32.const {self.index}", "table.get $objects"]}[self.kind])

    def run(self, frame):
        if self.kind == "local":
            return frame.objects[self.index]
        return frame.inst.object_global if self.kind == "global" else frame.world.objects[self.index]


class Null:
    def emit(self, out):
        out.append("ref.null none")

    def run(self, frame):
        return None


class MakeI31:
    def __init__(self, value):
        self.value = value

    def emit(self, out):
        self.value.emit(out)
        out.append("ref.i31")

    def run(self, frame):
        return self.value.run(frame) & 0x7FFFFFFF


class Round:
    """Through the extern hierarchy and back."""

    def __init__(self, place):
        self.place = place

    def emit(self, out):
        self.place.emit(out)
        out.extend(["extern.convert_any", "any.convert_extern"])

    def run(self, frame):
        return self.place.run(frame)


class MakeStruct:
    """values: None for the default."""

    def __init__(self, type_, values):
        self.type, self.values = type_, values

    def emit(self, out):
        if self.values is None:
            out.append(f"struct.new_default ${self.type.name}")
            return
        for field, value in zip(self.type.fields, self.values):
            emit_fitting(out, field, value)
        out.append(f"struct.new ${self.type.name}")

    def run(self, frame):
        if self.values is None:
            return Struct(self.type, [default(f) for f in self.type.fields])
        return Struct(self.type, [fitted(f, v.run(frame)) for f, v in zip(self.type.fields, self.values)])


class MakeArray:
    """Of a length from 0 to mask, all one value; or of some values."""

    def __init__(self, type_, value, length=None, mask=0, values=None):
        self.type, self.value, self.length, self.mask, self.values = type_, value, length, mask, values

    def emit(self, out):
        field = self.type.fields[0]
        if self.values is not None:
            for value in self.values:
                emit_fitting(out, field, value)
            out.append(f"array.new_fixed ${self.type.name} {len(self.values)}")
            return
        if self.value:
            emit_fitting(out, field, self.value)
        self.length.emit(out)
        out.extend([f"i32.const {self.mask}", "i32.and", f"array.new{'' if self.value else '_default'} ${self.type.name}"])

    def run(self, frame):
        field = self.type.fields[0]
        if self.values is not None:
            return Array(self.type, [fitted(field, v.run(frame)) for v in self.values])
        value = fitted(field, self.value.run(frame)) if self.value else default(field)
        return Array(self.type, [value] * (self.length.run(frame) & self.mask))


class ReadRef:
    """A field or element that is a reference; null where there is none."""

    def __init__(self, place, type_, index):
        self.place, self.type, self.index = place, type_, index

    def emit(self, out):
        name = self.type.name
        self.place.emit(out)
        out.extend([f"ref.test (ref ${name})", "if (result anyref)"])
        if self.type.array:
            emit_length(out, self.place, name)
            out.extend([f"i32.const {self.index}", "i32.gt_u", "if (result anyref)"])
        self.place.emit(out)
        out.append(f"ref.cast (ref ${name})")
        if self.type.array:
            out.append(f"i32.const {self.index}")
        out.append(getter("array" if self.type.array else "struct", self.type, self.index, False))
        out.extend(["else", "ref.null none", "end"] * (2 if self.type.array else 1))

    def run(self, frame):
        value = self.place.run(frame)
        if not self.type.matches(value) or self.index >= len(value.values):
            return None
        return value.values[self.index]


def emit_length(out, place, name):
    place.emit(out)
    out.extend([f"ref.cast (ref ${name})", "array.len"])


# ---------------------------------------------------------------- expressions that give an i32
OTHER = 7  # in place of what is not there


class ReadField:
    """form: 0 test and cast, 1 br_on_cast, 2 br_on_cast_fail, 3 cast, 4 cast that lets null pass."""

    def __init__(self, label, place, type_, index, signed, form):
        self.label, self.place, self.type, self.index, self.signed, self.form = label, place, type_, index, signed, form

    def emit(self, out):
        name, field = self.type.name, self.type.fields[self.index]
        read = [getter("struct", self.type, self.index, self.signed)] + READ.get(field, [])
        if self.form == 0:
            self.place.emit(out)
            out.extend([f"ref.test (ref ${name})", "if (result i32)"])
            self.place.emit(out)
            out.extend([f"ref.cast (ref ${name})", *read, "else", f"i32.const {OTHER}", "end"])
        elif self.form == 1:
            out.extend([f"block {self.label} (result i32)", f"block {self.label}_is (result (ref ${name}))"])
            self.place.emit(out)
            out.extend([f"br_on_cast {self.label}_is anyref (ref ${name})", "drop", f"i32.const {OTHER}", f"br {self.label}",
                        "end", *read, "end"])
        elif self.form == 2:
            out.extend([f"block {self.label} (result i32)", f"block {self.label}_not (result anyref)"])
            self.place.emit(out)
            out.extend([f"br_on_cast_fail {self.label}_not anyref (ref ${name})", *read, f"br {self.label}", "end", "drop",
                        f"i32.const {OTHER}", "end"])
        else:
            self.place.emit(out)
            out.extend([f"ref.cast (ref {'null ' if self.form == 4 else ''}${name})", *read])

    def run(self, frame):
        value = self.place.run(frame)
        if not self.type.matches(value):
            if self.form < 3:
                return OTHER
            raise Trap("null structure reference" if self.form == 4 and value is None else "cast failure")
        return read_number(self.type.fields[self.index], value.values[self.index], self.signed)


class ReadElement:
    """guarded: 0 where there is no such array or element."""

    def __init__(self, place, type_, at, signed, guarded):
        self.place, self.type, self.at, self.signed, self.guarded = place, type_, at, signed, guarded

    def emit(self, out):
        name = self.type.name
        if self.guarded:
            self.place.emit(out)
            out.extend([f"ref.test (ref ${name})", "if (result i32)"])
            self.at.emit(out)
            emit_length(out, self.place, name)
            out.extend(["i32.lt_u", "if (result i32)"])
        self.place.emit(out)
        out.append(f"ref.cast (ref null ${name})")
        self.at.emit(out)
        out.extend([getter("array", self.type, 0, self.signed)] + READ.get(self.type.fields[0], []))
        if self.guarded:
            out.extend(["else", f"i32.const {OTHER}", "end"] * 2)

    def run(self, frame):
        value = self.place.run(frame)
        fits = self.type.matches(value)
        if not fits and (self.guarded or value is not None):
            if self.guarded:
                return OTHER
            raise Trap("cast failure")
        at = self.at.run(frame)
        if value is None:
            raise Trap("null array reference")
        if at >= len(value.values):
            if self.guarded:
                return OTHER
            raise Trap("out of bounds array access")
        return read_number(self.type.fields[0], value.values[at], self.signed)


class SumArray:
    """A loop over all elements."""

    def __init__(self, label, place, type_):
        self.label, self.place, self.type = label, place, type_

    def emit(self, out):
        name = self.type.name
        out.extend(["i32.const 0", "local.set $sum", "i32.const 0", "local.set $at", f"block {self.label}"])
        self.place.emit(out)
        out.extend([f"ref.test (ref ${name})", "i32.eqz", f"br_if {self.label}", f"loop {self.label}_next", "local.get $at"])
        emit_length(out, self.place, name)
        out.extend(["i32.ge_u", f"br_if {self.label}", "local.get $sum"])
        self.place.emit(out)
        out.extend([f"ref.cast (ref ${name})", "local.get $at", getter("array", self.type, 0, True)])
        out.extend(READ.get(self.type.fields[0], []) + ["i32.add", "local.set $sum", "local.get $at", "i32.const 1", "i32.add"])
        out.extend(["local.set $at", f"br {self.label}_next", "end", "end", "local.get $sum"])

    def run(self, frame):
        value = self.place.run(frame)
        if not self.type.matches(value):
            return 0
        return sum(read_number(self.type.fields[0], v, True) for v in value.values) & MASK


class Test:
    """Of what type a reference is, abstract ones too. what: text of the reference type, and the answer."""

    def __init__(self, place, what, null):
        self.place, self.what, self.null = place, what, null

    def emit(self, out):
        self.place.emit(out)
        name = f"${self.what.name}" if isinstance(self.what, Type) else self.what
        out.append(f"ref.test (ref {'null ' if self.null else ''}{name})")

    def run(self, frame):
        value = self.place.run(frame)
        if value is None:
            return int(self.null)
        if isinstance(self.what, Type):
            return int(self.what.matches(value))
        return int({"any": True, "eq": True, "i31": isinstance(value, int), "struct": type(value) is Struct,
                    "array": type(value) is Array, "none": False}[self.what])


class Same:
    def __init__(self, one, other):
        self.one, self.other = one, other

    def emit(self, out):
        for place in (self.one, self.other):
            place.emit(out)
            out.append("ref.cast eqref")
        out.append("ref.eq")

    def run(self, frame):
        one, other = self.one.run(frame), self.other.run(frame)
        return int(one == other if isinstance(one, int) and isinstance(other, int) else one is other)


class ReadI31:
    def __init__(self, place, signed, guarded):
        self.place, self.signed, self.guarded = place, signed, guarded

    def emit(self, out):
        if self.guarded:
            self.place.emit(out)
            out.extend(["ref.test (ref i31)", "if (result i32)"])
        self.place.emit(out)
        out.extend(["ref.cast i31ref", f"i31.get_{'s' if self.signed else 'u'}"])
        if self.guarded:
            out.extend(["else", f"i32.const {OTHER}", "end"])

    def run(self, frame):
        value = self.place.run(frame)
        if not isinstance(value, int):
            if self.guarded:
                return OTHER
            raise Trap("null i31 reference" if value is None else "cast failure")
        return value | 0x80000000 if self.signed and value & 0x40000000 else value


# ---------------------------------------------------------------- statements
class SetPlace:
    def __init__(self, place, value):
        self.place, self.value = place, value

    def emit(self, out):
        if self.place.kind == "table":
            out.append(f"i32.const {self.place.index}")
        self.value.emit(out)
        out.append({"local": f"local.set $o{self.place.index}", "global": "global.set $object",
                    "table": "table.set $objects"}[self.place.kind])

    def run(self, frame):
        value = self.value.run(frame)
        if self.place.kind == "local":
            frame.objects[self.place.index] = value
        elif self.place.kind == "global":
            frame.inst.object_global = value
        else:
            frame.world.objects[self.place.index] = value


class WriteField:
    """guarded: does nothing where there is no such structure."""

    def __init__(self, place, type_, index, value, guarded):
        self.place, self.type, self.index, self.value, self.guarded = place, type_, index, value, guarded

    def emit(self, out):
        name = self.type.name
        if self.guarded:
            self.place.emit(out)
            out.extend([f"ref.test (ref ${name})", "if"])
        self.place.emit(out)
        out.append(f"ref.cast (ref null ${name})")
        emit_fitting(out, self.type.fields[self.index], self.value)
        out.append(f"struct.set ${name} {self.index}")
        if self.guarded:
            out.append("end")

    def run(self, frame):
        value = self.place.run(frame)
        if not self.type.matches(value) and (self.guarded or value is not None):
            if self.guarded:
                return
            raise Trap("cast failure")
        new = fitted(self.type.fields[self.index], self.value.run(frame))
        if value is None:
            raise Trap("null structure reference")
        value.values[self.index] = new


class ChangeArray:
    """op: set (at, value), fill (at, value, count), copy (at, from, count) within the array. What is guarded is passed over
    where it would be out of bounds; else `at` counts from the end of the array, so that it often just is or just is not, and
    traps."""

    def __init__(self, op, place, type_, at, value, count, source, guarded):
        self.op, self.place, self.type, self.at, self.value = op, place, type_, at, value
        self.count, self.source, self.guarded = count, source, guarded

    def emit(self, out):
        name = self.type.name
        self.place.emit(out)
        out.extend([f"ref.test (ref ${name})", "if"])
        if self.guarded:
            out.append(f"i32.const {max(self.at, self.source) + (self.count if self.op != 'set' else 1)}")
            emit_length(out, self.place, name)
            out.extend(["i32.le_u", "if"])
        self.place.emit(out)
        out.append(f"ref.cast (ref ${name})")
        if not self.guarded:
            emit_length(out, self.place, name)
        out.extend([f"i32.const {self.at}"] + ([] if self.guarded else ["i32.sub"]))
        if self.op == "copy":
            self.place.emit(out)
            out.extend([f"ref.cast (ref ${name})", f"i32.const {self.source}", f"i32.const {self.count}",
                        f"array.copy ${name} ${name}"])
        else:
            emit_fitting(out, self.type.fields[0], self.value)
            if self.op == "fill":
                out.append(f"i32.const {self.count}")
            out.append(f"array.{self.op} ${name}")
        out.extend(["end"] * (2 if self.guarded else 1))

    def run(self, frame):
        array = self.place.run(frame)
        if not self.type.matches(array):
            return
        size, count = len(array.values), self.count if self.op != "set" else 1
        if self.guarded and max(self.at, self.source) + count > size:
            return
        at = self.at if self.guarded else (size - self.at) & MASK
        value = None if self.op == "copy" else fitted(self.type.fields[0], self.value.run(frame))
        if at + count > size or (self.op == "copy" and self.source + count > size):
            raise Trap("out of bounds array access")
        new = array.values[self.source:self.source + count] if self.op == "copy" else [value] * count
        array.values[at:at + count] = new


# ---------------------------------------------------------------- all of a graph
DIGEST_DEPTH, DIGEST_ELEMENTS = 5, 6


def mix(h, value):
    return (h * 31 + value) & MASK


def digest(types, value, depth):
    """A number that depends on all that can be reached in `depth` steps."""
    if depth == 0 or value is None:
        return 1 if depth == 0 else 2
    if isinstance(value, int):
        return value | 0x80000000 if value & 0x40000000 else value
    all_types = types[0] + types[1]
    h = all_types.index(value.type) + 3
    if value.type.array:
        h = mix(h, len(value.values))
    for i, part in enumerate(value.values[:DIGEST_ELEMENTS] if value.type.array else value.values):
        field = value.type.fields[0 if value.type.array else i]
        h = mix(h, read_number(field, part, True) if field in NUMBERS else digest(types, part, depth - 1))
    return h


def digest_text(types):
    """The function $digest, which does the same."""
    out = ["(func $digest (param $r anyref) (param $depth i32) (result i32) (local $h i32) (local $i i32)",
           "local.get $depth i32.eqz if i32.const 1 return end", "local.get $r ref.is_null if i32.const 2 return end",
           "local.get $r ref.test (ref i31) if local.get $r ref.cast (ref i31) i31.get_s return end"]
    all_types = types[0] + types[1]

    def part(type_, index, before):
        field = type_.fields[0 if type_.array else index]
        out.append(f"local.get $h i32.const 31 i32.mul local.get $r ref.cast (ref ${type_.name}) {before}")
        out.append(getter("array" if type_.array else "struct", type_, index, True))
        out.extend(READ.get(field, []) if field in NUMBERS else ["local.get $depth i32.const 1 i32.sub call $digest"])
        out.append("i32.add local.set $h")

    for number, type_ in reversed(list(enumerate(all_types))):
        name = type_.name
        out.append(f"local.get $r ref.test (ref ${name}) if i32.const {number + 3} local.set $h")
        if type_.array:
            out.append(f"local.get $h i32.const 31 i32.mul local.get $r ref.cast (ref ${name}) array.len i32.add local.set $h")
            out.append(f"block $end{number} loop $next{number}")
            out.append(f"local.get $i i32.const {DIGEST_ELEMENTS} i32.ge_u br_if $end{number}")
            out.append(f"local.get $i local.get $r ref.cast (ref ${name}) array.len i32.ge_u br_if $end{number}")
            part(type_, 0, "local.get $i")
            out.append(f"local.get $i i32.const 1 i32.add local.set $i br $next{number} end end")
        for index in range(0 if type_.array else len(type_.fields)):
            part(type_, index, "")
        out.append("local.get $h return end")
    return "\n".join(out + ["unreachable)"])


class Digest:
    def __init__(self, types, place):
        self.types, self.place = types, place

    def emit(self, out):
        self.place.emit(out)
        out.extend([f"i32.const {DIGEST_DEPTH}", "call $digest"])

    def run(self, frame):
        return digest(self.types, self.place.run(frame), DIGEST_DEPTH)
