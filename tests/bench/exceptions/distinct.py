#!/usr/bin/env python3
"""distinct.py standard|legacy|walk|cpp: writes a module, or the same in C++, whose throws pass through many different
functions, as those of real programs do: each keeps other values over its call, and more or fewer of them. The
kernels `direct` and `indirect` (kernels.h) throw through N of them, called by name and through a table. With `walk`
(walk.c) the host is told before a throw and when it was caught, and there are kernels that catch by reference."""
import sys

FORM = sys.argv[1]
COUNT = 1001
BEFORE = "call $throwing" if FORM == "walk" else ""


def kept(i):
    """Values that function i computes before its call and uses behind it: (factor, addend)."""
    return [(2 * i + 3 + 2 * k, 7 * k + i) for k in range(i % 6)]


def wat_function(kind, i):
    keeps = kept(i)
    values = "".join(f"(local $k{k} i32) " for k in range(len(keeps)))
    before = " ".join(f"local.get $n i32.const {f} i32.mul i32.const {a} i32.add local.set $k{k}" for k, (f, a) in enumerate(keeps))
    argument = "local.get $n i32.const 1 i32.sub"
    following = (i + 1) % COUNT
    call = f"{argument} call $direct{following}" if kind == "direct" else f"{argument} i32.const {following} call_indirect (type $f)"
    after = " ".join(f"local.get $k{k} i32.xor" for k in range(len(keeps)))
    return f"""(func ${kind}{i} (param $n i32) (result i32) {values}
      local.get $n i32.eqz if global.get $throws if {BEFORE} i32.const 7 throw $e end i32.const 1 return end
      {before} {call} {after} i32.const 3 i32.rotl i32.const {i} i32.add)"""


def wat_export(kind, by_reference=""):
    call = f"local.get $n i32.const {0 if kind == 'indirect' else COUNT} call_indirect (type $f)"
    if FORM == "legacy":
        caught = f"try (result i32) {call} catch $e end"
    elif by_reference:
        caught = (f"block $h (result i32 exnref) try_table (result i32) (catch_ref $e $h) {call} end ref.null exn end "
                  "global.set $kept")
    else:
        caught = f"block $h (result i32) try_table (result i32) (catch $e $h) {call} end end"
    if FORM == "walk" and not by_reference:
        caught += " call $caught"
    return f"""(func (export "{kind}{by_reference}") (param $rounds i32) (param $n i32) (result i32) (local $hash i32)
      local.get $rounds i32.eqz if i32.const 0 return end
      loop $again
        {caught} local.get $hash i32.const 5 i32.rotl i32.xor local.set $hash
        local.get $rounds i32.const 1 i32.sub local.tee $rounds br_if $again
      end local.get $hash)"""


def wat():
    functions = [wat_function(kind, i) for kind in ("direct", "indirect") for i in range(COUNT)]
    exports = [wat_export("direct"), wat_export("indirect")]
    imports = ""
    if FORM == "walk":
        exports += [wat_export("direct", "_ref"), wat_export("indirect", "_ref")]
        imports = '(import "host" "throwing" (func $throwing)) (import "host" "caught" (func $caught))'
        exports.append("(global $kept (mut exnref) (ref.null exn))")
    return f"""(module
(type $f (func (param i32) (result i32)))
{imports}
(tag $e (param i32))
(global $throws (export "throws") (mut i32) (i32.const 1))
(table (export "table") {COUNT + 1} {COUNT + 1} funcref)
(elem (i32.const 0) func {' '.join(f'$indirect{i}' for i in range(COUNT))} $direct0)
""" + "\n".join(functions + exports) + ")"


def cpp_function(kind, i):
    keeps = kept(i)
    values = " ".join(f"uint32_t k{k} = n * {f}u + {a}u;" for k, (f, a) in enumerate(keeps))
    following = (i + 1) % COUNT
    call = f"direct{following}(n - 1)" if kind == "direct" else f"table[{following}](n - 1)"
    after = " ".join(f"r ^= k{k};" for k in range(len(keeps)))
    return f"""[[gnu::noinline]] uint32_t {kind}{i}(uint32_t n) {{
  if (n == 0) {{ if (throws) throw E{{7}}; return 1; }}
  {values} uint32_t r = {call}; {after} return (r << 3 | r >> 29) + {i}u; }}"""


def cpp():
    kernels = "\n".join(f"""uint32_t {kind}(uint32_t rounds, uint32_t n) {{
  uint32_t hash = 0;
  for (; rounds; --rounds) {{
    uint32_t caught;
    try {{ caught = table[{0 if kind == 'indirect' else COUNT}](n); }} catch (const E &e) {{ caught = e.value; }}
    hash = caught ^ (hash << 5 | hash >> 27);
  }}
  return hash; }}""" for kind in ("direct", "indirect"))
    return f"""#include "kernels.h"
struct E {{ uint32_t value; }};
static volatile bool throws = true;
using Function = uint32_t (*)(uint32_t);
extern Function volatile table[];
{chr(10).join(f'uint32_t direct{i}(uint32_t);' for i in range(COUNT))}
{chr(10).join(cpp_function(kind, i) for kind in ('direct', 'indirect') for i in range(COUNT))}
Function volatile table[] = {{{', '.join(f'indirect{i}' for i in range(COUNT))}, direct0}};
{kernels}
const Kernel kernels[] = {{{{"direct", direct}}, {{"indirect", indirect}}, {{nullptr, nullptr}}}};
extern "C" void prepare(void) {{}}"""


print(cpp() if FORM == "cpp" else wat())
