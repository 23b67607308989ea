# Compiles modules of a kind whose cost once grew faster than their size: of each, one that then took minutes or gigabytes.
import os
import resource
import sys


def leb(n):
    out = b""
    while n >= 128:
        out += bytes([n & 127 | 128])
        n >>= 7
    return out + bytes([n])


def sleb(n):
    out = b""
    while not -64 <= n < 64:
        out += bytes([n & 127 | 128])
        n >>= 7
    return out + bytes([n & 127])


def vec(items):
    return leb(len(items)) + b"".join(items)


def section(number, items):
    body = vec(items) if isinstance(items, list) else items
    return bytes([number]) + leb(len(body)) + body


def name(text):
    return leb(len(text)) + text.encode()


def func(code, locals=b"\0"):
    body = locals + code + b"\x0b"
    return leb(len(body)) + body


I32, I64, V128, FUNCREF = b"\x7f", b"\x7e", b"\x7b", b"\x70"
NOTHING, UNARY = b"\x60\0\0", b"\x60\1\x7f\1\x7f"  # types 0 and 1 of most modules
RUN = [name("run") + b"\0\0"]


def get(i):
    return b"\x20" + leb(i)


def set_(i):
    return b"\x21" + leb(i)


def const(i):
    return b"\x41" + sleb(i)


def module(types=(NOTHING, UNARY), imports=(), funcs=(), tables=(), memories=(), tags=(), globals=(), exports=(), elems=(),
           datas=(), custom=b""):
    """funcs: pairs of a type's index and a body."""
    parts = [(1, types), (2, imports), (3, [leb(t) for t, _ in funcs]), (4, tables), (5, memories), (13, tags), (6, globals),
             (7, exports), (9, elems), (10, [b for _, b in funcs]), (11, datas)]
    return b"\0asm\1\0\0\0" + b"".join(section(i, list(p)) for i, p in parts if p) + custom


def one(code, locals=b"\0", type=1, **rest):
    return module(funcs=[(type, func(code, locals))], exports=RUN, **rest)


TAG = [b"\0\0"]
KINDS = {}


def kind(f):
    KINDS[f.__name__.rstrip("_")] = f
    return f


@kind
def copies(n):  # functions that copy bytes, one by one, and ask for all bits of the addresses on the way
    step = b"".join(get(i) + const(1) + b"\x6a" + set_(i) for i in (0, 1)) + get(2) + const(1) + b"\x6b\x22\2\x0d\0"
    loop = b"\x03\x40" + get(0) + get(1) + b"\x2d\0\0\x3a\0\0" + step + b"\x0b"
    ask = lambda i, n: get(i) + const(15) + b"\x71" + const(n) + b"\x46\x04\x40"
    return module(types=[b"\x60\3\x7f\x7f\x7f\0"], memories=[b"\0\1"],
                  exports=[name("e%d" % i) + b"\0" + leb(i) for i in range(n)], funcs=[(0, func(get(2) + b"\x45\x04\x40\x0f\x0b" + ask(0, i % 16) + ask(1, i % 13) + loop + b"\x0f\x0b\x0b" + loop))
                         for i in range(n)])

@kind
def held_conditional(n):  # references that are kept over allocations, each of which may be made or not
    make = lambda i: get(0) + const(i) + b"\x46\x04\x40" + get(0) + b"\xfb\0\0" + set_(i + 1) + b"\x0b"
    use = lambda i: get(1 + i) + b"\xd1\x45\x04\x40" + get(1 + i) + get(0) + b"\xfb\5\0\0\x0b"
    code = b"".join(make(i) for i in range(n)) + b"".join(use(i) for i in range(n)) + get(0)
    return module(types=[b"\x5f" + vec([I32 + b"\1"]), UNARY], funcs=[(1, func(code, b"\1" + leb(n) + b"\x63\0"))], exports=RUN)

@kind
def locals_(n):  # n functions, 50,000 locals each
    return module(funcs=[(0, func(b"", b"\1" + leb(50000) + I32))] * n)

@kind
def call_chain_loads(n):
    return module(funcs=[(1, func(get(0) + b"\x28\2\0" + b"\x10" + leb(i + 1) + get(0) + b"\x28\2" + leb(4 * i) + b"\x6a"))
                         for i in range(n)] + [(1, func(get(0)))], memories=[b"\0\1"], exports=RUN)

@kind
def call_chain_import(n):  # ends in the host, with something to do after each call
    return module(imports=[name("e") + name("x") + b"\0\1"],
                  funcs=[(1, func(get(0) + b"\x10" + leb(i + 2) + const(i) + b"\x73")) for i in range(n)] + [(1, func(get(0) + b"\x10\0"))],
                  exports=[name("run") + b"\0\1"])

@kind
def try_chain(n):  # each calls the next in a try
    code = lambda i: b"\x02\x40\x1f\x40\1\0\0\0" + b"\x10" + leb(i + 1) + b"\x0b\x0b"
    return module(funcs=[(0, func(code(i))) for i in range(n)] + [(0, func(b"\x08\0"))], tags=TAG, exports=RUN)

@kind
def params_exported(n):  # the same, of n types, exported
    types = [b"\x60" + vec([I32] * 1000) + vec([I64] * (i % 1000)) for i in range(n)]
    return module(types=types, funcs=[(i, func(b"\0")) for i in range(n)],
                  exports=[name("e%d" % i) + b"\0" + leb(i) for i in range(n)])

@kind
def case_sums(n):  # functions of 1,000 ways, most to where 60 sums come in, each its own, or loads
    sums = b"".join(get(1) + const(i * i + 3) + b"\x6a" + set_(3 + i) for i in range(60))
    loads = b"".join(get(2) + b"\x28\2" + leb(8 * i) + set_(3 + i) for i in range(60))
    ways = vec([leb(1 + (i % 3 + 1 if i % 10 == 0 else 0)) for i in range(1000)]) + leb(2)
    code = get(0) + b"\x28\2\0" + set_(1) + get(0) + b"\x28\2\4" + set_(2) + b"\x02\x40" * 4
    code += get(2) + b"\x04\x40" + sums + get(0) + b"\x0e" + ways + b"\x05" + loads + b"\x0c\1\x0b\x0b"
    code += b"".join(get(0) + const(3) + b"\x77" + get(3 + i) + b"\x6a" + set_(0) for i in range(60)) + get(0)
    code += b"".join(b"\x0f\x0b" + const(77 * i) for i in range(3))
    exports = [name("e%d" % i) + b"\0" + leb(i) for i in range(n)]
    return module(funcs=[(1, func(code, b"\1" + leb(62) + I32))] * n, memories=[b"\0\1"], exports=exports)

@kind
def if_values(n):
    return one(get(0) + (get(0) + b"\x04\x7f" + get(0) + b"\x05" + const(1) + b"\x0b\x6a") * n)

@kind
def if_calls(n):  # a call if a value is the first, the second and so on
    return one(b"".join(get(0) + const(i) + b"\x46\x04\x40" + get(1) + b"\x10\0" + set_(1) + b"\x0b" for i in range(n)) + get(1),
               locals=b"\1\1" + I32)

@kind
def if_returns(n):  # a number if a value is the first, the second and so on
    return one(b"".join(get(0) + const(7 * i) + b"\x46\x04\x40" + const(i * i % 1000) + b"\x0f\x0b" for i in range(n)) + const(1))

@kind
def straight_rows(n):  # two stores behind each of n indices
    store = lambda at, value: get(0) + const(value) + b"\x36\2" + leb(at)
    at = lambda i: 8 * i % 64000
    return one(b"".join(store(at(i), i) + store(at(i) + 8, 1) + get(0) + b"\x28\2\0" + set_(0) for i in range(n)) + get(0),
               memories=[b"\0\1"])

@kind
def divisions(n):  # each divides what the one before gives
    divide = lambda i: get(1) + get(0) + const(i) + b"\x6a" + bytes([0x6d + i % 4]) + get(0) + b"\x73" + set_(1)
    return one(b"".join(divide(i) for i in range(n)) + get(1), locals=b"\1\1" + I32)

@kind
def blocks_left(n):  # each within the one before, at its beginning
    head = b"".join(b"\x02\x40" + get(0) + const(i) + b"\x48\x0d\0" + get(1) + const(i) + b"\x73" + set_(1) for i in range(n))
    return one(head + b"".join(b"\x0b" + get(1) + const(3 * i) + b"\x6a" + set_(1) for i in range(n)) + get(1), locals=b"\1\1" + I32)

@kind
def br_table_two(n):  # n entries, two targets
    entries = vec([leb(i * 2654435761 >> 7 & 1) for i in range(n)])
    return one(b"\x02\x40\x02\x40" + get(0) + b"\x0e" + entries + b"\0\x0b" + const(1) + b"\x0f\x0b" + const(2))

@kind
def br_table_targets(n):
    code = b"\x02\x40" * n + get(0) + b"\x0e" + vec([leb(i) for i in range(n - 1)]) + leb(n - 1)
    return one(code + b"".join(b"\x0b" + const(i) + b"\x0f" for i in range(n)) + b"\0")

@kind
def try_nest(n):  # a call in each of n nested tries
    code = (b"\x02\x40\x1f\x40\1\0\0\0" + b"\x10\0") * n + b"\x0b\x0b" * n
    return module(funcs=[(0, func(code))], tags=TAG)

@kind
def try_nest_values(n):  # each level catches, and throws one more
    t = b"\x60\1\x7f\0", b"\x60\0\1\x7f"
    inner = get(0) + b"\x10\0"
    head = b"\x02\x7f\x1f\x40\1\0\0\0"
    tail = b"\x0b" + b"\0" + b"\x0b" + const(2) + b"\x6a\x08\0"
    return module(types=[t[0], NOTHING], funcs=[(0, func(head * n + inner + tail * n))], tags=[b"\0\0"], exports=RUN)

@kind
def try_nest_legacy(n):
    return module(funcs=[(0, func(b"\x06\x40" * n + b"\x10\0" + b"\x07\0\x08\0\x0b" * n))], tags=TAG)

@kind
def try_clauses(n):
    clauses = b"".join(b"\0" + leb(i) + b"\0" for i in range(n))
    return module(funcs=[(0, func(b"\x02\x40\x1f\x40" + leb(n) + clauses + b"\x10\0\x0b\x0b"))], tags=TAG * n)

@kind
def try_lists(n):  # 100 clauses each, all lists different
    one_try = lambda j: b"\x02\x40\x1f\x40" + leb(100) + b"".join(b"\0" + leb(i + j) + b"\0" for i in range(100)) + b"\x10\0\x0b\x0b"
    return module(funcs=[(0, func(b"".join(one_try(j) for j in range(n))))], tags=TAG * (n + 100))

@kind
def null_elements(n):
    return one(get(0), tables=[FUNCREF + b"\0" + leb(n)], elems=[b"\4\x41\0\x0b" + vec([b"\xd0\x70\x0b"] * n)])

@kind
def elem_segments(n):
    return one(get(0), tables=[FUNCREF + b"\0" + leb(n)], elems=[b"\0" + const(i) + b"\x0b\1\0" for i in range(n)])

@kind
def data_segments(n):
    return one(get(0), memories=[b"\0" + leb(n * 16 // 65536 + 1)], datas=[b"\0" + const(i * 16) + b"\x0b\4abcd" for i in range(n)])

@kind
def globals_(n):
    return one(get(0), globals=[I32 + b"\0\x41\0\x0b"] * n)

@kind
def const_expression(n):
    return one(get(0), globals=[I32 + b"\0\x41\0" + b"\x41\1\x6a" * n + b"\x0b"])

@kind
def exports(n):
    return module(funcs=[(1, func(get(0)))], exports=[name("e%d" % i) + b"\0\0" for i in range(n)])

@kind
def imports_same_types(n):  # one name, n types
    types = [b"\x60" + vec([[I32, I64, V128, FUNCREF][i >> 2 * j & 3] for j in range(10)]) + b"\0" for i in range(n)]
    return module(types=types, imports=[name("m") + name("f") + b"\0" + leb(i) for i in range(n)])

@kind
def imports_of_one(n):  # n globals of one other module
    return module(imports=[name("m") + name("g%d" % i) + b"\3" + I32 + b"\0" for i in range(n)])

@kind
def br_ifs_values(n):  # n times out of a block, each with the same 1,000 values
    load = lambda i: get(0) + b"\x28\2" + leb(4 * i)
    block = b"\x02\1" + b"".join(map(load, range(1000))) + b"".join(load(i) + b"\x0d\0" for i in range(n)) + b"\x0b"
    return module(types=[b"\x60\1\x7f" + vec([I32] * 1000), b"\x60\0" + vec([I32] * 1000)], memories=[b"\0\x10"],
                  funcs=[(0, func(block))], exports=RUN)

@kind
def vectors_kept(n):  # across a call
    loads = b"".join(const(0) + b"\xfd\0\4" + leb(16 * i) + set_(i + 1) for i in range(n))
    stores = b"".join(const(16) + get(i + 1) + b"\xfd\x0b\4" + leb(16 * i) for i in range(n))
    call = get(0) + b"\x04\x40" + get(0) + b"\x10\0\x1a\x0b"
    return one(loads + call + stores + const(1), locals=b"\1" + leb(n) + V128, memories=[b"\0\x10"])

def load(i):
    return get(0) + b"\x28\2" + leb(4 * i)

@kind
def checks_sums(n):  # sums with a trap between each
    check = lambda i: load(i) + b"\x22\2" + const(i) + b"\x46\x04\x40\0\x0b" + get(1) + get(2) + b"\x6a" + set_(1)
    return one(b"".join(check(i) for i in range(n)) + get(1), locals=b"\1\2" + I32, memories=[b"\0\x10"])

@kind
def calls_checks(n):  # results of calls, each of which must not be zero
    check = get(0) + b"\x10\0\x22\1\x45\x04\x40\0\x0b" + get(1) + get(2) + b"\x73" + set_(2)
    return module(imports=[name("e") + name("f") + b"\0\1"], funcs=[(1, func(check * n + get(2), b"\1\2" + I32))],
                  exports=[name("run") + b"\0\1"])

@kind
def loads_scaled(n):  # each at another multiple
    return one(get(0) + b"".join(get(0) + const(i * 4 + 4) + b"\x6c\x28\2\0\x6a" for i in range(n)), memories=[b"\0\x10"])

@kind
def br_on_nulls(n):  # down a list, for nothing
    node = b"\x5f" + vec([b"\x63\0\1", I32 + b"\1"])
    down = b"\x02\x40" + get(0) + b"\xd5\0\xfb\2\0\0" * n + b"\x1a\x0b" + const(0)
    return module(types=[node, b"\x60\1\x63\0\1\x7f"], funcs=[(1, func(down))], exports=RUN)

@kind
def br_ifs_dead(n):  # out of a block that ends there
    out = lambda i: get(0) + const(i) + b"\x73\x22\0\x0d\0"
    return one(b"\x02\x40" + b"".join(out(i) for i in range(n)) + b"\x0b" + const(5))

@kind
def straight(n):  # what each step loads and stores hangs on the one before
    def step(i):
        a, b, c, d = (i * k % 8 for k in (3, 5, 7, 11))
        operator = bytes([b"\x6a\x6c\x73\x6b"[i % 4]])
        return get(a) + get(b) + b"\x28\2" + leb(4 * (i % 100)) + get(c) + operator + b"\x22" + leb(d) + b"\x36\2" + leb(4 * (i * 7 % 100))
    return one(b"".join(step(i) for i in range(n)) + get(0), locals=b"\1\x08" + I32, memories=[b"\0\x10"])

@kind
def straight_sum(n):
    return one(get(0) + b"".join(load(i) + b"\x6a" for i in range(n)), memories=[b"\0\x10"])

@kind
def straight_drops(n):
    return one(b"".join(load(i) + b"\x1a" for i in range(n)) + get(0), memories=[b"\0\x10"])

@kind
def straight_bytes(n):  # each shifts what the one before gives, for one more byte
    return one(get(0) + b"\x31\0\0" + b"".join(b"\x42\x08\x86" + get(0) + b"\x31\0" + leb(i) + b"\x84" for i in range(n)) + b"\xa7",
               memories=[b"\0\1"])

@kind
def straight_zeros(n):  # each counts the zeros of what the one before gives and a sum
    return one(get(0) + (b"\x67" + get(0) + b"\x6a") * n)

@kind
def straight_objects(n):  # a list, made in one block
    node = b"\x5f" + vec([b"\x63\0\0", I32 + b"\0"])
    return module(types=[node, UNARY], funcs=[(1, func(b"\xd0\0" + (get(0) + b"\xfb\0\0") * n + b"\xfb\2\0\1"))], exports=RUN)

@kind
def unrolled_powers(n):  # a loop of two copies of n steps, which differ in what they begin with
    def copy(j):
        begin = get(1 + j) + b"\x28\2" + leb(4 * j) + set_(4) + get(1) + b"\x28\2" + leb(100 + 4 * j) + set_(5)
        step = get(4) + get(4) + b"\x6c" + get(4) + get(5) + b"\x6c" + set_(4) + set_(5)
        return begin + step * n + get(0) + get(4) + get(5) + b"\x6c\x36\2" + leb(4 * j)
    advance = b"".join(get(i) + const(8) + b"\x6a" + set_(i) for i in (1, 2, 0))
    code = get(0) + get(3) + const(3) + b"\x74\x6a" + set_(6)
    code += b"\x03\x40" + copy(0) + copy(1) + advance + get(0) + get(6) + b"\x47\x0d\0\x0b"
    return one(code, locals=b"\1\3" + I32, types=[NOTHING, b"\x60\4" + I32 * 4 + b"\0"], memories=[b"\0\1"])

def rows(n, loop, locals=3):  # n loops, one after the other
    return one(b"".join(loop(i) for i in range(n)) + get(1), locals=b"\1" + leb(locals) + I32, memories=[b"\0\x10"])

def down(local, step=1):  # to the loop's beginning, until the local is zero
    return get(local) + const(step) + b"\x6b\x22" + leb(local) + b"\x0d\0\x0b"

def advance(local, step):
    return get(local) + const(step) + b"\x6a" + set_(local)

@kind
def loops_counters(n):  # each goes on with the counter of the one before
    return rows(n, lambda i: get(0) + const(i) + b"\x72" + set_(3) + b"\x03\x40" + get(1) + get(2) + b"\x73" + set_(1) +
                advance(2, 1 + i % 3) + down(3))

@kind
def loops_pointers(n):  # and with its pointers
    copy = get(1) + get(2) + b"\x28\2\0\x36\2\0"
    return rows(n, lambda i: get(0) + set_(3) + b"\x03\x40" + copy + advance(1, 4) + advance(2, 4) + down(3))

@kind
def loops_indices(n):  # and begins with an index of its own
    element = lambda base: get(base) + get(3) + const(2) + b"\x74\x6a"
    begin = get(1) + get(0) + b"\x6a" + set_(1) + const(0) + set_(3)
    return rows(n, lambda i: begin + b"\x03\x40" + element(1) + element(0) + b"\x28\2\0\x36\2\0" + get(3) + const(1) +
                b"\x6a\x22\3" + get(0) + b"\x49\x0d\0\x0b")

@kind
def loops_limits(n):  # and ends where memory says
    return rows(n, lambda i: b"\x03\x40" + get(1) + get(2) + b"\x73" + set_(1) + get(2) + const(1) + b"\x6a\x22\2" + load(i) +
                b"\x48\x0d\0\x0b")

@kind
def loops_loads(n):
    return rows(n, lambda i: const(100 + i) + set_(2) + b"\x03\x40" + get(1) + get(2) + const(2) + b"\x74\x28\2" + leb(4 * i) +
                b"\x6a" + set_(1) + down(2))

@kind
def loops_while(n):
    head = const(0) + set_(2) + b"\x02\x40\x03\x40" + get(2) + get(0) + b"\x4e\x0d\1"
    return rows(n, lambda i: head + get(1) + get(2) + b"\x6a" + set_(1) + advance(2, 1) + b"\x0c\0\x0b\x0b")

def copies_words(i):  # a loop
    copy = get(1) + get(2) + b"\x28\2\0\x36\2\0"
    return get(0) + set_(3) + b"\x03\x40" + copy + advance(1, 4) + advance(2, 4) + down(3)

@kind
def loops_in_ifs(n):  # none of which is on the way to another
    return rows(n, lambda i: get(0) + const(i) + b"\x71\x04\x40" + copies_words(i) + b"\x0b")

@kind
def loops_in_cases(n):  # of a switch in a loop
    code = b"\x03\x40" + b"\x02\x40" * (n + 1) + get(0) + b"\x0e" + vec([leb(i) for i in range(n)]) + leb(n)
    code += b"".join(b"\x0b" + copies_words(i) + b"\x0c" + leb(n - i - 1) for i in range(n))
    return one(code + b"\x0b" + down(0) + get(1), locals=b"\1\3" + I32, memories=[b"\0\x10"])

@kind
def loop_switches(n):  # n functions: 40 switches in a loop, all with the same targets, which use what they chose by
    cases = 60
    switch = lambda j: load(j) + b"\x22\2\x0e" + vec([leb(1 + (7 * i + j) % cases) for i in range(cases)]) + leb(cases + 1)
    code = b"".join(get(1) + const(j + 3) + b"\x6a\x22\1" + const(j) + b"\x46\x04\x40" + switch(j) + b"\x0b" for j in range(40))
    code = b"\x03\x40" + b"\x02\x40" * (cases + 1) + code + b"\x0c" + leb(cases)
    for i in range(cases):
        code += b"\x0b" + get(2) + const(i) + b"\x6a" + get(3) + b"\x73" + set_(3) + b"\x0c" + leb(cases - i)
    code += b"\x0b" + down(0) + get(3)
    return module(funcs=[(1, func(code, b"\1\3" + I32))] * n, memories=[b"\0\x10"],
                  exports=[name("e%d" % i) + b"\0" + leb(i) for i in range(n)])

@kind
def loop_exits_counters(n):  # one loop with n counters, each of which leaves it
    code = b"".join(advance(1 + i, i % 7 + 1) + get(1 + i) + get(0) + b"\x46\x0d\1" for i in range(n))
    return one(b"\x02\x40\x03\x40" + code + b"\x0c\0\x0b\x0b" + get(0) + b"".join(get(1 + i) + b"\x73" for i in range(n)),
               locals=b"\1" + leb(n) + I32)

@kind
def loop_exits(n):  # one loop, left in n places
    return one(b"\x02\x40\x03\x40" + b"".join(load(i) + get(1) + b"\x46\x0d\1" + get(1) + const(i) + b"\x6a" + set_(1) for i in range(n)) +
               b"\x0c\0\x0b\x0b" + get(1), locals=b"\1\1" + I32, memories=[b"\0\x10"])

@kind
def loop_minima(n):  # in each round, the smallest of a value and n words
    smallest = b"".join(load(i) + b"\x22\2" + get(1) + get(2) + get(1) + b"\x48\x1b" + set_(1) for i in range(n))
    return one(b"\x03\x40" + smallest + get(0) + const(1) + b"\x6b\x22\0\x0d\0\x0b" + get(1), locals=b"\1\2" + I32, memories=[b"\0\x10"])

@kind
def loop_rotation(n):  # n locals, each handed on to the one before in every round
    hand_on = b"".join(get(i) + b"\x42" + sleb(i) + b"\x7c" + set_(i - 1) for i in range(2, n + 1)) + get(1) + set_(n)
    return one(b"\x03\x40" + hand_on + get(0) + const(1) + b"\x6b\x22\0\x0d\0\x0b" + get(1) + b"\xa7", locals=b"\1" + leb(n) + I64)

@kind
def loops_nested(n):
    return one(b"\x03\x40" * n + (get(1) + const(1) + b"\x6a\x22\1" + get(0) + b"\x48\x0d\0\x0b") * n + get(1), locals=b"\1\1" + I32)

@kind
def ifs_nested(n):
    step = lambda i: get(0) + const(i) + b"\x4a\x04\x40" + get(1) + const(i) + b"\x73" + set_(1)
    return one(b"".join(step(i) for i in range(n)) + b"\x0b" * n + get(1), locals=b"\1\1" + I32)

@kind
def rec_group_chain(n):  # each refers to the next
    return module(types=[b"\x4e" + vec([b"\x60\1\x64" + sleb((i + 1) % n) + b"\0" for i in range(n)])])

def chain(depth):  # function types, each a subtype of the one before
    return [b"\x50\0" + NOTHING] + [b"\x50\1" + leb(i) + NOTHING for i in range(depth - 1)]

def calls_of(n, call):  # from functions of 10 calls each
    return [(0, func(b"".join(call(i) for i in range(j, j + 10)))) for j in range(0, n, 10)]

@kind
def call_ref_types(n):  # n types are called; n functions have another one, far below its first supertype
    group = chain(60) + [NOTHING] * n
    calls = calls_of(n, lambda i: b"\xd0" + sleb(60 + i) + b"\x14" + leb(60 + i))
    return module(types=[b"\x4e" + vec(group)], funcs=[(59, func(b""))] * n + calls, elems=[b"\3\0" + vec([leb(i) for i in range(n)])],
                  exports=[name("e%d" % i) + b"\0" + leb(n + i) for i in range(n // 10)])

@kind
def loops_table_calls(n):  # loops that call through a table, 40 times each, what could be inlined
    sums = lambda i: get(0) + b"".join(const(31 * i + j) + b"\x6c" + get(0) + b"\x2d\0" + leb(i + 7 * j) + b"\x6a" for j in range(7))
    call = lambda i: get(1) + get(0) + const(i) + b"\x6a\x11\1\0" + set_(1)
    loop = b"\x03\x40" + b"".join(call(i) for i in range(40)) + get(0) + const(1) + b"\x6b\x22\0\x0d\0\x0b" + get(1)
    return module(types=[b"\x60\2\x7f\x7f\1\x7f", UNARY], memories=[b"\0\1"], tables=[FUNCREF + b"\0\10"],
                  elems=[b"\0" + const(0) + b"\x0b" + vec([leb(i) for i in range(8)])],
                  funcs=[(1, func(sums(i))) for i in range(8)] + [(0, func(loop))] * n,
                  exports=[name("e%d" % i) + b"\0" + leb(8 + i) for i in range(n)])

@kind
def call_indirect_types(n):  # the same with a table of 50 elements for each type
    group = chain(60) + [NOTHING] * n
    calls = calls_of(n, lambda i: const(i) + b"\x11" + leb(60 + i) + b"\0")
    return module(types=[b"\x4e" + vec(group)], funcs=[(59, func(b""))] + calls, tables=[FUNCREF + b"\0" + leb(50 * n)],
                  elems=[b"\0\x41\0\x0b" + vec([b"\0"] * (50 * n))],
                  exports=[name("e%d" % i) + b"\0" + leb(1 + i) for i in range(n // 10)])


@kind
def calls_of_one_table(n):  # n functions that call through a table of all of them
    call = func(get(0) + get(0) + b"\x11\1\0")
    return module(tables=[FUNCREF + b"\0" + leb(n)], funcs=[(1, call)] * n, elems=[b"\0\x41\0\x0b" + vec([leb(i) for i in range(n)])],
                  exports=[name("run") + b"\0\0"])


@kind
def carries(n):  # n times a sum, and whether it is too large
    add = b"".join(get(1) + get(0) + b"\x28\2" + leb(4 * i) + b"\x6a" + set_(2) + get(3) + get(2) + get(1) + b"\x49\x6a" + set_(3) + get(2) + set_(1)
                   for i in range(n))
    return one(add + get(1) + get(3) + b"\x73", locals=b"\1\3" + I32, memories=[b"\0\1"])


@kind
def saturating(n):  # n conversions in a loop
    convert = lambda i: get(0) + b"\x2b\3" + leb(8 * i) + b"\xfc\x02" + get(1) + b"\x73" + set_(1)
    return one(b"\x03\x40" + b"".join(convert(i) for i in range(n)) + get(0) + const(8) + b"\x6b\x22\0\x0d\0\x0b" + get(1),
               locals=b"\1\1" + I32, memories=[b"\0\1"])


@kind
def choices(n):  # n times a quotient or the one before
    choose = b"".join(get(0) + b"\x28\2" + leb(4 * i) + const(10) + b"\x6e" + get(1) * 2 + const(77 * i + 11) + b"\x49\x1b" + set_(1) for i in range(n))
    return one(choose + get(1), locals=b"\1\1" + I32, memories=[b"\0\1"])


@kind
def fills(n):  # n memory.fill
    return one(b"".join(get(0) + const(i) + const(i) + b"\xfc\x0b\0" for i in range(n)) + get(0), memories=[b"\0\1"])


@kind
def loops_params(n):  # n loops, each in the one before, with 100 parameters of which one changes
    loop = b"\x03\0" + const(1) + b"\x6a" + get(0) + b"\x0d\0"
    return module(types=[b"\x60" + vec([I32] * 100) + vec([I32] * 100), UNARY],
                  funcs=[(1, func(get(0) * 100 + loop * n + b"\x0b" * n + b"\x6a" * 99))], exports=RUN)


@kind
def sums_of_loads(n):  # a sum of n words, which lie here and there
    add = b"".join(get(0) + b"\x28\2" + leb(4 * (i * 7 % n)) + get(1) + b"\x6a" + set_(1) for i in range(n))
    return one(add + get(1), locals=b"\1\1" + I32, memories=[b"\0\1"])


@kind
def throws_local(n):  # n times: throws or not, in a block that catches some
    catch = lambda i: b"\x02\x40\x1f\x40\1\0" + leb(i % 50) + b"\0"
    step = lambda i: catch(i) + get(0) + const(i) + b"\x46\x04\x40\x08" + leb(i * 7 % 50) + b"\x0b\x0b\x0b"
    return module(types=[NOTHING, UNARY], funcs=[(1, func(b"".join(step(i) for i in range(n)) + get(0)))], tags=TAG * 50, exports=RUN)


@kind
def bits_stores(n):  # n stores, each if some bits of one value are set
    step = lambda i: get(0) + const(i) + b"\x71\x04\x40" + get(0) + load(i * 3 % 97) + b"\x36\2" + leb(4 * (i % 50)) + b"\x0b"
    return one(b"".join(step(i) for i in range(n)) + get(0), memories=[b"\0\1"])


@kind
def result_ways(n):  # two values, which n ways in each of five rows exchange or leave, with a store on each
    swap = get(1) + set_(3) + get(2) + set_(1) + get(3) + set_(2)
    way = lambda r, i: b"\x0b" + get(0) + const(i) + b"\x36\2" + leb(4096 * r + 4 * i) + swap * (i % 2) + b"\x0c" + leb(n - 1 - i)
    row = lambda r: b"\x02\x40" * n + load(r) + b"\x0e" + vec([leb(i) for i in range(n - 1)]) + leb(n - 1) + b"".join(way(r, i) for i in range(n))
    code = const(5) + set_(1) + const(77) + set_(2) + b"".join(b"\x02\x40" + row(r) + b"\x0b" for r in range(5)) + get(1)
    return one(code, locals=b"\1\3" + I32, memories=[b"\0\1"])


def structs(n):  # each a subtype of the first, with one more field
    return [b"\x50\0\x5f\0"] + [b"\x50\1\0\x5f" + vec([I32 + b"\1"] * i) for i in range(1, n)]


@kind
def casts_left(n):  # n casts of one reference that fail or leave a block
    code = b"\x02\x6e" + get(0) + b"".join(b"\xfb\x19\1\0\x6e" + sleb(i % 40) + set_(0) + get(0) for i in range(n)) + b"\x0b"
    return module(types=structs(40) + [b"\x60\1\x6e\1\x6e"], funcs=[(40, func(code))], exports=RUN)


@kind
def casts_in_rows(n):
    code = b"".join(get(0) + b"\xfb\x16" + sleb(1 + i % 39) + b"\xfb\2" + leb(1 + i % 39) + b"\0" + set_(1) for i in range(n))
    return module(types=structs(40) + [b"\x60\1\x6e\1\x7f"], funcs=[(40, func(code + get(1), b"\1\1" + I32))], exports=RUN)


@kind
def loop_cases_locals(n):  # of a switch in a loop, each with a local of its own
    code = b"\x03\x40" + advance(0, 4) + b"\x02\x40" * (n + 1) + load(0) + b"\x0e" + vec([leb(i) for i in range(n)]) + leb(n)
    code += b"".join(b"\x0b" + get(1 + i * 7 % n) + const(i) + b"\x73" + set_(1 + i) + b"\x0c" + leb(n - i) for i in range(n))
    code += b"\x0b\x0b" + get(0) + b"".join(get(1 + i) + b"\x73" for i in range(n))
    return one(code, locals=b"\1" + leb(n) + I32, memories=[b"\0\1"])


@kind
def conversions(n):  # the sum of n floats, each as an integer
    add = b"".join(get(0) + b"\x2a\2" + leb(4 * i) + b"\xa8" + get(1) + b"\x6a" + set_(1) for i in range(n))
    return one(add + get(1), locals=b"\1\1" + I32, memories=[b"\0\x10"])


@kind
def array_of_objects(n):
    types = [b"\x5e\x6e\1", b"\x60\0\1\x63\0", b"\x5f" + vec([I32 + b"\1"])]
    code = b"".join(const(i) + b"\xfb\0\2" for i in range(n)) + b"\xfb\x08\0" + leb(n)
    return module(types=types, funcs=[(1, func(code))], exports=RUN)


@kind
def array_of_locals(n):  # each of which has an object
    types = [b"\x5f" + vec([I32 + b"\1"]), b"\x5e\x6e\1", b"\x60\0\1\x63\1"]
    code = b"".join(const(i) + b"\xfb\0\0" + set_(i) for i in range(n))
    code += b"".join(get(i) for i in range(n)) + b"\xfb\x08\1" + leb(n)
    return module(types=types, funcs=[(2, func(code, b"\1" + leb(n) + b"\x63\0"))], exports=RUN)


@kind
def atomic_sums(n):
    add = b"".join(get(0) * 2 + b"\xfe\x1e\2" + leb(4 * i) + set_(0) for i in range(n))
    return one(add + get(0), memories=[b"\3\1\2"])


@kind
def memory_copies(n):
    return one(b"".join(get(0) + const(i) * 2 + b"\xfc\x0a\0\0" for i in range(n)) + get(0), memories=[b"\0\1"])


# kind, size, seconds and MB at the level, and options
ROWS = """locals 300 10 400 2
call_chain_import 4000 40 600 2
try_chain 4000 40 600 2
call_chain_loads 1000 40 500 2
params_exported 12 40 500 2
br_table_targets 5000 30 500 2
if_returns 8000 5 500 2
divisions 17000 9 500 2
blocks_left 9000 12 500 2
br_table_two 250000 5 500 2
if_values 15000 30 500 2
case_sums 8 8 500 2
if_calls 6000 20 500 2
try_nest 600 20 400 0
try_nest 600 20 400 2
try_nest_values 600 20 400 2
try_nest_legacy 600 20 400 2
try_lists 300 40 600 2
try_clauses 3000 20 400 2
try_clauses 20000 5 500 2
null_elements 400000 4 500 2
imports_of_one 30000 3 500 2
br_ifs_values 4000 3 500 0
data_segments 10000 40 500 2
elem_segments 10000 40 500 2
imports_same_types 1000 20 500 2
exports 2000 40 600 2
globals 200000 5 500 0
const_expression 100000 20 500 2
rec_group_chain 10000 20 500 2
call_ref_types 20000 20 1000 1
call_indirect_types 4000 20 500 1
calls_of_one_table 5000 30 400 2
straight 8000 20 500 2
straight_sum 10000 20 500 2
straight_drops 25000 9 500 2
straight_bytes 12000 8 500 2
straight_objects 12000 10 500 2
held_conditional 1200 9 500 2
straight_rows 6000 12 500 2 --bounds=software
straight_zeros 2400 6 500 2
straight_zeros 12000 8 500 2
unrolled_powers 100 20 500 2
loops_counters 90 20 500 2
loops_counters 2000 20 500 2
loops_pointers 90 20 500 2
loops_pointers 1000 20 500 2
loops_indices 1500 8 500 2
loops_indices 1500 8 500 2 --target=x86_64-linux-gnu -mcpu=x86-64-v4
loops_limits 90 20 500 2
loops_limits 1000 20 500 2
loops_loads 2000 20 500 2
loops_while 3000 20 500 2
loops_table_calls 600 10 500 2
loops_in_ifs 2000 8 500 2
loops_in_cases 1000 8 500 2
loop_switches 20 8 500 2
loop_exits_counters 600 12 500 2
loop_minima 900 8 500 2
loop_minima 4000 8 500 2
loop_rotation 400 3 500 2
loop_rotation 3000 20 500 1
loop_rotation 20000 5 500 2
loop_exits 3000 10 500 2
loop_exits 3000 10 500 2 --bounds=software
loops_nested 3000 20 700 2
ifs_nested 3500 20 500 2
copies 400 20 500 2
fills 5000 6 500 2
loops_params 8000 4 600 0
sums_of_loads 1000 1 500 2
throws_local 2000 6 500 2
bits_stores 4000 10 500 2 --bounds=software
result_ways 240 5 500 1
carries 5000 4 500 2
choices 4000 4 500 2
saturating 4000 3 500 2
casts_left 5000 5 500 2
casts_in_rows 4000 4 500 2
loop_cases_locals 1500 4 500 2
conversions 700 3 500 2
array_of_objects 1000 4 500 2
array_of_locals 1000 4 500 2
atomic_sums 6000 4 500 2
memory_copies 8000 3 500 2
checks_sums 2000 3 300 2
checks_sums 2000 3 300 2 --target=aarch64-linux-gnu
calls_checks 4000 6 300 2
loads_scaled 6000 6 300 2 --bounds=software
br_on_nulls 4000 2 300 2
br_ifs_dead 8000 2 300 2
br_ifs_dead 8000 2 300 1
vectors_kept 10000 10 500 0 --bounds=software
vectors_kept 10000 10 500 0 --target=aarch64-linux-gnu"""


def compile_module(file, seconds, megabytes, level, options):
    def limits():
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
        resource.setrlimit(resource.RLIMIT_AS, ((megabytes + 1000) << 20,) * 2)

    pid = os.fork()
    if pid == 0:
        limits()
        os.execvp("wexnc", ["wexnc", "-j1", "-O" + level, file, "-n", "x", "-o", "x.o", "--header=x.h", *options])
    _, status, usage = os.wait4(pid, 0)
    return status, usage.ru_utime + usage.ru_stime, usage.ru_maxrss >> 10


failed = False
for row in ROWS.splitlines():
    which, size, seconds, megabytes, level, *options = row.split()
    open(which + ".wasm", "wb").write(KINDS[which](int(size)))
    status, time, memory = compile_module(which + ".wasm", int(seconds), int(megabytes), level, options)
    wrong = status != 0 or memory > int(megabytes)
    print(f"{which:20} {size:>6} -O{level} {time:6.1f} s {memory:5} MB", f"FAILED, status {status}" if wrong else "", flush=True)
    failed |= wrong
sys.exit(failed)
