#!/usr/bin/env python3
"""exn_mixed_objects.py SEED MODULES DIR: DIR/m0.wat and so on, and DIR/main.c.

Modules that share a table, two tags and a global, each with a memory of its own, of which the first word is the instance's number.
Each is there twice. Their functions, which the seed decides on, call each other through the table, directly, through the host and
as tail calls, throw, catch, catch to throw again, let their memories grow and trap, by numbers that are computed; after each call
they look at their memory's first word. main.c makes the instances and some calls, and prints how each ended and what is in the
memories: the same however each module is compiled.
"""
import random
import sys

seed, modules, folder = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
rng = random.Random(seed)
FUNCS = 5
ELEMS = modules * 2 * FUNCS


def mix(value):
    return f"(local.set $r (i32.add (i32.rotl (local.get $r) (i32.const 5)) {value}))"


def chosen(of):
    """A number of the way so far, below `of`."""
    return f"(i32.rem_u (i32.add (i32.mul (local.get $r) (i32.const {rng.randrange(1, 1 << 16) | 1})) (i32.shr_u (local.get $r) (i32.const 13))) (i32.const {of}))"


def a_call():
    args = f"(i32.xor (local.get $r) (i32.const {rng.randrange(1 << 16)})) (i32.sub (local.get $d) (i32.const 1))"
    kind = rng.randrange(8)
    if kind < 4:
        return f"(call_indirect $table (type $step) {args} {chosen(ELEMS)})"
    if kind < 6:
        return f"(call $host {args})"
    return f"(call $f{rng.randrange(FUNCS)} {args})"


LOOK = "(if (i32.ne (i32.load (i32.const 0)) (global.get $id)) (then (call $wrong (i32.load (i32.const 0)) (global.get $id))))"


def throws():
    if rng.randrange(2):
        return "(throw $e (local.get $r) (i64.extend_i32_u (local.get $s)))"
    return "(throw $v (i32x4.splat (local.get $r)) (local.get $kept))"


def statement(depth):
    kind = rng.randrange(14)
    if kind < 4:
        return mix(a_call()) + LOOK
    if kind < 7 and depth < 2:
        inner = "\n".join(statement(depth + 1) for _ in range(rng.randrange(1, 4)))
        way = rng.randrange(5)
        if way == 0:
            return f"""(block $end (block $h (result i32 i64) (try_table (catch $e $h) {inner}) (br $end))
  (i32.wrap_i64) (i32.add) (local.set $r)) {LOOK}"""
        if way == 1:
            return f"""(block $end (block $h (result v128 f64) (try_table (catch $v $h) {inner}) (br $end))
  (local.set $kept) (local.set $r (i32.add (i32x4.extract_lane 1)))) {LOOK}""".replace(
                "(local.set $r (i32.add (i32x4.extract_lane 1)))", "(i32x4.extract_lane 1) (local.set $r)")
        if way == 2:
            return f"(block $end (block $h (try_table (catch_all $h) {inner}) (br $end)) {LOOK} {mix('(i32.const 77)')})"
        if way == 3:
            again = f"(if (i32.eqz {chosen(3)}) (then (throw_ref (local.get $x))))"
            return f"""(block $end (block $h (result exnref) (try_table (catch_all_ref $h) {inner}) (br $end))
  (local.set $x) {LOOK} {mix('(i32.load offset=64 (i32.const 0))')} {again})"""
        return f"""(block $end (block $h (result i32 i64 exnref) (try_table (catch_ref $e $h) {inner}) (br $end))
  (local.set $x) (drop) (local.set $r) {LOOK} (if (i32.eqz {chosen(4)}) (then (throw_ref (local.get $x)))))"""
    if kind < 9:
        at = f"(i32.add (i32.const 64) (i32.and (local.get $r) (i32.const 0xff8)))"
        return f"(i64.store offset={8 * rng.randrange(8)} {at} (i64.extend_i32_u (local.get $s))) {mix(f'(i32.load8_u offset={rng.randrange(99)} {at})')}"
    if kind == 9:
        return f"(if (i32.eqz {chosen(6)}) (then {throws()}))"
    if kind == 10:
        return f"(if (i32.eqz {chosen(40)}) (then (drop (memory.grow (i32.const 1))))) {mix('(memory.size)')}"
    if kind == 11:
        bad = rng.choice(["(unreachable)", "(drop (i32.load (i32.const -8)))", "(drop (i32.div_u (local.get $s) (i32.const 0)))",
                          "(drop (call_indirect $table (type $step) (i32.const 0) (i32.const 0) (i32.const 999)))"])
        return f"(if (i32.eqz {chosen(97)}) (then {bad}))"
    if kind == 12:
        return f"""(local.set $i (i32.const 0)) (loop $l {mix('(i32.load offset=64 (i32.mul (local.get $i) (i32.const 12)))')}
  (i32.store offset=1024 (i32.mul (local.get $i) (i32.const 4)) (local.get $r))
  (br_if $l (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (i32.const {rng.randrange(3, 40)}))))"""
    return f"(global.set $shared (i32.add (global.get $shared) (local.get $r))) (local.set $kept (f64.add (local.get $kept) (f64.convert_i32_s (local.get $r))))"


def function(n, tail):
    body = "\n".join(statement(0) for _ in range(rng.randrange(2, 6)))
    end = "(local.get $r)"
    if tail and rng.randrange(2):
        end = f"(return_call_indirect $table (type $step) (local.get $r) (i32.sub (local.get $d) (i32.const 1)) {chosen(ELEMS)})"
    return f"""(func $f{n} (type $step) (param $s i32) (param $d i32) (result i32)
  (local $r i32) (local $i i32) (local $kept f64) (local $x exnref)
  (local.set $r (local.get $s))
  {LOOK}
  (if (i32.le_s (local.get $d) (i32.const 0)) (then (return (i32.add (local.get $s) (i32.load offset=72 (i32.const 0))))))
  (if (i32.ge_u (global.get $steps) (i32.const 20000)) (then (return (local.get $s))))
  (global.set $steps (i32.add (global.get $steps) (i32.const 1)))
  {body}
  {LOOK}
  {end})"""


for m in range(modules):
    tail = m % 3 == 2
    with open(f"{folder}/m{m}.wat", "w") as out:
        out.write(f"""(module
(type $step (func (param i32 i32) (result i32)))
(import "env" "host" (func $host (type $step)))
(import "env" "wrong" (func $wrong (param i32 i32)))
(import "env" "table" (table $table {ELEMS} funcref))
(import "env" "e" (tag $e (param i32 i64)))
(import "env" "v" (tag $v (param v128 f64)))
(import "env" "shared" (global $shared (mut i32)))
(import "env" "steps" (global $steps (mut i32)))
(import "env" "id" (global $id i32))
(import "env" "at" (global $at i32))
(memory (export "memory") 1 {rng.randrange(3, 9)})
(func $start (i32.store (i32.const 0) (global.get $id)))
(start $start)
(elem (table $table) (global.get $at) func {' '.join(f'$f{n}' for n in range(FUNCS))})
(func (export "step") (type $step) (call $f{rng.randrange(FUNCS)} (local.get 0) (local.get 1)))
{chr(10).join(function(n, tail) for n in range(FUNCS))})
""")

with open(f"{folder}/own.wat", "w") as out:
    out.write(f"""(module
(table (export "table") {ELEMS} funcref)
(tag (export "e") (param i32 i64))
(tag (export "v") (param v128 f64))
(global (export "shared") (mut i32) (i32.const 0))
(global $steps (export "steps") (mut i32) (i32.const 0))
(func (export "reset") (global.set $steps (i32.const 0))))
""")

with open(f"{folder}/alarm.wat", "w") as out:
    out.write("""(module (memory 1) (tag $e (param i32))
(func (export "count") (param i32) (result i32)
  (i32.store (i32.const 8) (i32.add (i32.load (i32.const 8)) (i32.const 1)))
  (block $h (result i32) (try_table (catch $e $h) (call $throw (i32.load (i32.const 8)))) (unreachable)))
(func $throw (param i32) (throw $e (local.get 0)))
(func (export "outside") (result i32) (i32.load (i32.load (i32.const 16))))
(data (i32.const 16) "\\ff\\ff\\ff\\ff"))
""")

with open(f"{folder}/main.c", "w") as out:
    out.write('#include "own.h"\n#include "alarm.h"\n')
    for m in range(modules):
        out.write(f'#include "m{m}.h"\n')
    out.write(f"""#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/time.h>

enum {{ INSTANCES = {modules * 2} }};
static wexn_store *store;
static own_instance *own;
static void *instances[INSTANCES];
static wexn_status (*steps[INSTANCES])(void *, int32_t, int32_t, int32_t *);
static int wrongs;

static void wrong(void *env, int32_t found, int32_t wanted) {{
  if (wrongs++ < 5)
    printf("wrong: memory %d instead of %d\\n", (int)found, (int)wanted);
}}
static int32_t host(void *env, int32_t s, int32_t d) {{
  uint32_t which = (uint32_t)s / 7 % INSTANCES;
  int32_t result = 0;
  wexn_status status = steps[which](instances[which], s ^ 3, d - 1, &result);
  if (status == WEXN_EXCEPTION) {{
    wexn_exn *exn = wexn_take_exception(store);
    if (s & 1)
      wexn_throw(store, exn);
    wexn_exn_release(exn);
  }} else if (status == WEXN_TRAP) {{
    if (s & 2)
      wexn_raise_trap(store, WEXN_TRAP_IntegerOverflow);
    return (int32_t)wexn_trap_code(store);
  }}
  return result;
}}
/* What a signal that comes at any time calls, in a store of its own. */
static wexn_store *alarm_store;
static alarm_instance *alarms;
static volatile int alarmed, alarm_wrongs;
static void set_alarm(int microseconds) {{
  const struct itimerval once = {{{{0, 0}}, {{0, microseconds}}}};
  setitimer(ITIMER_REAL, &once, NULL);
}}
static void on_alarm(int signal) {{
  int32_t n = 0;
  (void)signal;
  const wexn_status status = alarm_count(alarms, 0, &n);
  if (status != WEXN_ERROR && (status != WEXN_OK || n != ++alarmed)) /* error: on the signal stack of a trap */
    alarm_wrongs++;
  if (status == WEXN_OK && (alarm_outside(alarms, &n) != WEXN_TRAP || wexn_trap_code(alarm_store) != WEXN_TRAP_MemoryOutOfBounds))
    alarm_wrongs++;
  set_alarm(200);
}}
static void require(wexn_status status) {{
  if (status != WEXN_OK) {{
    printf("%s\\n", wexn_error_message(store));
    exit(1);
  }}
}}
static uint32_t sum_of(const wexn_memory *memory) {{
  uint32_t sum = (uint32_t)memory->bytes;
  for (uint64_t i = 0; i < memory->bytes; i++)
    sum = sum * 31 + memory->base[i];
  return sum;
}}

int main(int argc, char **argv) {{
  wexn_memory *memories[INSTANCES];
  (void)argv;
  store = wexn_store_new(NULL);
  require(own_new(store, NULL, NULL, &own));
""")
    for i in range(modules * 2):
        m = i % modules
        out.write(f"""  {{
    m{m}_imports imports = {{0}};
    m{m}_instance *made;
    imports.env.host.fn = host;
    imports.env.wrong.fn = wrong;
    imports.env.table = own_table(own);
    imports.env.e = own_e(own);
    imports.env.v = own_v(own);
    imports.env.shared = own_shared(own);
    imports.env.steps = own_steps(own);
    require(m{m}_new_env_id(store, {i + 1}, &imports.env.id));
    require(m{m}_new_env_at(store, {i * FUNCS}, &imports.env.at));
    require(m{m}_new(store, &imports, NULL, &made));
    instances[{i}] = made;
    steps[{i}] = (wexn_status(*)(void *, int32_t, int32_t, int32_t *))m{m}_step;
    memories[{i}] = m{m}_memory(made);
  }}
""")
    out.write("""  int ends[4] = {0};
  alarm_store = wexn_store_new(NULL);
  require(alarm_new(alarm_store, NULL, NULL, &alarms));
  if (argc > 1) {
    signal(SIGALRM, on_alarm);
    set_alarm(200);
  }
  for (int32_t n = 0; n < 200; n++) {
    const int which = (int)(n % INSTANCES);
    int32_t result = 0;
    require(own_reset(own));
    const wexn_status status = steps[which](instances[which], n * 2654435 + 1, 6, &result);
    ends[status & 3]++;
    if (status == WEXN_EXCEPTION)
      wexn_exn_release(wexn_take_exception(store));
    if (status == WEXN_TRAP)
      result = (int32_t)wexn_trap_code(store);
    require(status == WEXN_ERROR ? status : WEXN_OK);
    printf("%d: status %d, %d, %x\\n", (int)n, (int)status, (int)result, (unsigned)sum_of(memories[which]));
  }
  for (int i = 0; i < INSTANCES; i++)
    printf("memory %d: %x\\n", i, (unsigned)sum_of(memories[i]));
  fprintf(stderr, "%d results, %d exceptions, %d traps\\n", ends[WEXN_OK], ends[WEXN_EXCEPTION], ends[WEXN_TRAP]);
  if (argc > 1) {
    signal(SIGALRM, SIG_IGN);
    fprintf(stderr, "%d alarms\\n", alarmed);
  }
  wexn_store_delete(store);
  wexn_store_delete(alarm_store);
  wrongs += alarm_wrongs;
  puts(wrongs ? "wrong" : "all right");
  return wrongs != 0;
}
""")
