"""Types of random modules, and what running them needs: instances, exceptions, ways out.

Every value is made from an i32 and read back as an i32, so the evaluator works on numbers from 0 to
2^32-1 (what reading back gives), except references to exceptions, which are Exn objects or None.
"""

MASK = 0xFFFFFFFF

# type -> (instructions from an i32 to the value, instructions from the value to an i32)
CONVERSIONS = {
    "i32": ([], []),
    "i64": (["i64.extend_i32_s"], ["i32.wrap_i64"]),
    "f32": (["f32.reinterpret_i32"], ["i32.reinterpret_f32"]),
    "f64": (["f64.convert_i32_s"], ["i32.trunc_sat_f64_s"]),
    "v128": (["i32x4.splat"], ["i32x4.extract_lane 3"]),
    "externref": (["call $extern"], ["call $number"]),
    "i31ref": (["ref.i31"], ["i31.get_s"]),
    # Made by $pick_func of the module, called by $ask_func: see script.py.
    "funcref": (["call $pick_func"], ["call $ask_func"]),
}
EXNREF = "exnref"
ANYREF = "anyref"  # an object of objects.py

# Function types; the first one is also that of tables and host calls.
SIGNATURES = [
    (["i32"], ["i32"]),
    (["i32", "i64", "f64", "i32", "i32", "i32", "i32", "i32", "i64", "i32", "v128"], ["i32"]),
    (["i32"], ["i32", "i64", "f32", "i32"]),
    (["i32", "f32"], []),
]

TABLE_SIZE = 16
EXN_SLOTS = 4


def round_trip(type_, value, inst):
    """What is read back after `value` was turned into the type."""
    if type_ == "i31ref":
        value &= 0x7FFFFFFF
        return value | 0x80000000 if value & 0x40000000 else value
    if type_ == "funcref":
        return inst.module.func_ids[value & 1]
    return value


class Tag:
    def __init__(self, types):
        self.types = types


class Exn:
    """An exception: its tag and values."""

    def __init__(self, tag, values):
        self.tag, self.values = tag, values


class Thrown(Exception):
    """An exception on its way. skip: the label that `delegate` sent it to, until it is there."""

    def __init__(self, exn, skip=None):
        self.exn, self.skip = exn, skip


class Trap(Exception):
    pass


class Branch(Exception):
    def __init__(self, target):
        self.target = target


class Leave(Exception):
    """Return from a function, with values or with a call in place of the frame."""

    def __init__(self, values, func=None, args=None):
        self.values, self.func, self.passed = values, func, args


class World:
    """What all instances of a script share."""

    def __init__(self):
        self.acc, self.fuel, self.table = 0, 0, [None] * TABLE_SIZE
        self.exns = [None] * EXN_SLOTS
        self.objects = [None] * 6  # OBJ_SLOTS of objects.py
        self.caught = 0  # exceptions that clauses took

    def mix(self, value):
        self.acc = (self.acc * 31 + value) & MASK


class Instance:
    def __init__(self, world, module):
        self.world, self.module = world, module
        self.tags, self.funcs = [], []  # Tag; (Instance, Function)
        self.exn_global = None
        self.object_global = None


class Frame:
    def __init__(self, inst):
        self.inst, self.world = inst, inst.world
        self.locals = [0, 0, 0, 0]
        self.exns = [None, None]
        self.objects = [None] * 3  # OBJ_LOCALS
        self.caught = {}  # legacy Try node -> the exception whose handler runs


def call(callee, args):
    """Runs a function, and those that take its place. Returns its results."""
    while True:
        inst, function = callee
        world = inst.world
        if world.fuel == 0:
            return [round_trip(t, 5, inst) for t in SIGNATURES[function.sig][1]]
        world.fuel -= 1
        frame = Frame(inst)
        for value in args[1:]:
            world.mix(value)
        frame.locals[0] = args[0]
        try:
            for node in function.body:
                node.run(frame)
            return [r.run(frame) for r in function.results]
        except Leave as leave:
            if leave.func is None:
                return leave.values
            callee, args = leave.func, leave.passed
        except Thrown as thrown:
            raise Thrown(thrown.exn) from None
