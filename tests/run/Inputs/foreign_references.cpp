// References of one store in the hands of another: refused with an error wherever a host gives them, in C and in C++, and
// everything goes on as before.
#include "refs.h"

#include <cstdio>
#include <cstring>
#include <wexn/object.h>
#include <wexn/wexn.hpp>

static int failures;
static void expect(bool ok, const char *what) {
  if (!ok)
    failures += std::printf("wrong: %s\n", what) > 0;
}

// What a store has of each kind.
struct Side {
  wexn_store *store;
  refs_instance *m;
  wexn_func *seven, *wide;
  wexn_ref pair, exn;
};
static Side own, other;

enum What { OWN, FOREIGN, NOTHING, OF_ANOTHER_TYPE };
static wexn_func *get_func(void *, int32_t what) { return what == OWN ? own.seven : what == FOREIGN ? other.seven : nullptr; }
static void get_pair(void *, int32_t what, int32_t *number, wexn_ref *pair) {
  *number = 10;
  *pair = what == OWN ? own.pair : what == FOREIGN ? other.pair : what == NOTHING ? 0 : own.exn;
}
static void get_slots(void *, wexn_slot *slots) {
  const int32_t what = slots[0].i32;
  slots[0].ref = what == OWN ? own.exn : what == FOREIGN ? other.exn : what == NOTHING ? 0 : own.pair;
}

static void refused(wexn_status status, const char *message, const char *what) {
  expect(status == WEXN_ERROR && std::strstr(wexn_error_message(own.store), message), what);
  if (status == WEXN_ERROR && !std::strstr(wexn_error_message(own.store), message))
    std::printf("  %s\n", wexn_error_message(own.store));
}
static const char *const kStore = "belongs to another store", *const kNothing = "names no object of this store",
                         *const kType = "of another type", *const kNull = "is null, but its type is not nullable";

static void make(Side &side) {
  refs_imports imports{};
  imports.env.get_func.fn = get_func;
  imports.env.get_pair.fn = get_pair;
  side.store = wexn_store_new(nullptr);
  for (uint32_t i = 0; i < refs_module.num_imports; ++i)
    if (!std::strcmp(refs_module.imports[i].name.data, "get_slots"))
      expect(wexn_func_new_slots(side.store, refs_module.imports[i].type.functype, get_slots, nullptr,
                                 &imports.env.get_slots.func) == WEXN_OK,
             "host function");
  expect(refs_new(side.store, &imports, nullptr, &side.m) == WEXN_OK, wexn_error_message(side.store));
  wexn_extern func;
  wexn_instance_export(refs_base(side.m), "seven", &func);
  side.seven = func.of.func;
  wexn_instance_export(refs_base(side.m), "wide", &func);
  side.wide = func.of.func;
  expect(refs_make_pair(side.m, &side.pair) == WEXN_OK && refs_make_exn(side.m, &side.exn) == WEXN_OK, "objects");
  wexn_ref_root(side.store, side.pair);
  wexn_exn_from_ref(side.store, side.exn);
}

static wexn_slot func_slot(wexn_func *func) {
  wexn_slot slot{};
  slot.func = func;
  return slot;
}
static wexn_slot ref_slot(wexn_ref ref) {
  wexn_slot slot{};
  slot.ref = ref;
  return slot;
}

static wexn_status call(const char *name, wexn_slot first, wexn_slot second = {}) {
  wexn_extern func;
  wexn_instance_export(refs_base(own.m), name, &func);
  wexn_slot slots[2] = {first, second};
  return wexn_call(own.store, func.of.func, slots);
}

static void arguments() {
  int32_t r = 0;
  expect(refs_take_func(own.m, own.seven, &r) == WEXN_OK && r == 0, "own function");
  expect(refs_take_func(own.m, nullptr, &r) == WEXN_OK && r == 1, "null function");
  refused(refs_take_func(own.m, other.seven, &r), kStore, "function");
  refused(call("take_func", func_slot(other.seven)), kStore, "function in slots");
  expect(refs_take_typed(own.m, own.seven, &r) == WEXN_OK && r == 7, "typed");
  refused(refs_take_typed(own.m, other.seven, &r), kStore, "typed");
  refused(refs_take_typed(own.m, own.wide, &r), kType, "typed of another type");
  refused(refs_take_typed(own.m, nullptr, &r), kNull, "typed null");
  expect(refs_take_pair(own.m, 1, own.pair, &r) == WEXN_OK && r == 3, "pair");
  refused(refs_take_pair(own.m, 1, other.pair, &r), kNothing, "pair");
  refused(refs_take_pair(own.m, 1, own.exn, &r), kType, "exception as pair");
  refused(refs_take_pair(own.m, 1, 0, &r), kNull, "null pair");
  refused(call("take_pair", ref_slot(1), ref_slot(other.pair)), kNothing, "pair in slots");
  expect(refs_take_any(own.m, wexn_i31_new(-5), &r) == WEXN_OK && r == 0, "i31");
  refused(refs_take_any(own.m, own.exn, &r), kType, "exception as any");
  refused(refs_take_any(own.m, 16, &r), kNothing, "a number");
  expect(refs_take_exn(own.m, own.exn) == WEXN_EXCEPTION, "exception");
  refused(refs_take_exn(own.m, other.exn), kNothing, "exception");
  refused(refs_take_exn(own.m, own.pair), kType, "pair as exception");
  refused(call("take_exn", ref_slot(other.exn)), kNothing, "exception in slots");
  expect(refs_take_exn(own.m, 0) == WEXN_TRAP, "null exception");
}

static void results() {
  int32_t r = 0;
  expect(refs_call_func(own.m, OWN, &r) == WEXN_OK && r == 0, "result: function");
  expect(refs_call_func(own.m, NOTHING, &r) == WEXN_OK && r == 1, "result: null function");
  refused(refs_call_func(own.m, FOREIGN, &r), kStore, "result: function");
  expect(refs_call_pair(own.m, OWN, &r) == WEXN_OK && r == 13, "result: pair");
  refused(refs_call_pair(own.m, FOREIGN, &r), kNothing, "result: pair");
  refused(refs_call_pair(own.m, NOTHING, &r), kNull, "result: null pair");
  refused(refs_call_pair(own.m, OF_ANOTHER_TYPE, &r), kType, "result: exception as pair");
  expect(refs_call_slots(own.m, OWN, &r) == WEXN_OK && r == 0, "result: exception");
  expect(refs_call_slots(own.m, NOTHING, &r) == WEXN_OK && r == 1, "result: null exception");
  refused(refs_call_slots(own.m, FOREIGN, &r), kNothing, "result: exception");
  refused(refs_call_slots(own.m, OF_ANOTHER_TYPE, &r), kType, "result: pair as exception");
}

static void table(wexn_table *t, wexn_slot good, wexn_slot bad, const char *what) {
  wexn_slot now{};
  expect(wexn_table_set(t, 1, good) && wexn_table_grow(t, 1, good) != UINT64_MAX, what);
  expect(!wexn_table_set(t, 1, bad) && wexn_table_grow(t, 1, bad) == UINT64_MAX, what);
  expect(wexn_table_get(t, 1, &now) && std::memcmp(&now, &good, 4) == 0, what);
  wexn_table *made;
  wexn_limits limits{};
  limits.min = 1;
  expect(wexn_table_new(own.store, &limits, &t->type, bad, &made) == WEXN_ERROR, what);
  expect(wexn_table_new(own.store, &limits, &t->type, good, &made) == WEXN_OK, what);
}

static void places() {
  table(refs_funcs(own.m), func_slot(own.seven), func_slot(other.seven), "table of functions");
  table(refs_typed(own.m), func_slot(own.seven), func_slot(own.wide), "table of typed functions");
  table(refs_pairs(own.m), ref_slot(own.pair), ref_slot(other.pair), "table of pairs");
  table(refs_exns(own.m), ref_slot(own.exn), ref_slot(other.exn), "table of exceptions");
  table(refs_exns(own.m), ref_slot(own.exn), ref_slot(own.pair), "table of exceptions, pair");

  const wexn_valtype *func = nullptr, *pair = nullptr, *fixed = nullptr;
  for (uint32_t i = 0; i < refs_module.num_exports; ++i) {
    const wexn_export_desc &e = refs_module.exports[i];
    (!std::strcmp(e.name.data, "func") ? func : !std::strcmp(e.name.data, "pair") ? pair : fixed) = &e.type.value;
    if (!std::strcmp(e.name.data, "fixed"))
      break;
  }
  expect(wexn_global_set(own.store, refs_func(own.m), func, func_slot(own.seven)) == WEXN_OK, "global");
  refused(wexn_global_set(own.store, refs_func(own.m), func, func_slot(other.seven)), kStore, "global");
  expect(wexn_global_set(own.store, refs_pair(own.m), pair, ref_slot(own.pair)) == WEXN_OK, "global pair");
  refused(wexn_global_set(own.store, refs_pair(own.m), pair, ref_slot(other.pair)), kNothing, "global pair");
  refused(wexn_global_set(own.store, refs_fixed(own.m), fixed, func_slot(own.seven)), "immutable", "immutable global");
  expect(refs_func(own.m)->value.func == own.seven && refs_pair(own.m)->value.ref == own.pair, "globals as before");
  wexn_global *made;
  expect(wexn_global_new(own.store, pair, ref_slot(other.pair), &made) == WEXN_ERROR, "new global");
  expect(wexn_global_new(own.store, pair, ref_slot(own.pair), &made) == WEXN_OK, "new global");

  refused(wexn_struct_set(own.store, own.pair, 1, func_slot(other.seven)), kStore, "field");
  expect(wexn_struct_set(own.store, own.pair, 1, func_slot(own.seven)) == WEXN_OK, "field");
  wexn_slot fields[2] = {ref_slot(1), func_slot(other.seven)};
  wexn_ref ref;
  refused(wexn_struct_new(own.store, pair->type, fields, &ref), kStore, "new structure");
}

static void in_cpp() {
  wexn::Store a, b;
  wexn::Imports imports;
  wexn_func *given = nullptr;
  imports.func("env", "get_func", [&](int32_t) { return given; });
  imports.func("env", "get_pair", [&](int32_t) { return std::tuple<int32_t, uint32_t>(1, 0); });
  imports.func("env", "get_slots", [&](int32_t) { return uint32_t{0}; });
  wexn::Instance m(a, &refs_module, imports), n(b, &refs_module, imports);
  wexn_func *const foreign = n.func<int32_t()>("seven").get();
  given = foreign;
  auto fails = [](auto action) {
    try {
      action();
    } catch (const wexn::Error &error) {
      return std::strstr(error.what(), kStore) != nullptr;
    }
    return false;
  };
  expect(fails([&] { m.global("func").set(foreign); }), "Global::set");
  expect(fails([&] { m.func<int32_t(wexn_func *)>("take_func")(foreign); }), "Func");
  expect(fails([&] { m.func<int32_t(int32_t)>("call_func")(0); }), "result of a lambda");
  m.global("func").set(m.func<int32_t()>("seven").get());
}

int main() {
  make(own);
  make(other);
  arguments();
  results();
  places();
  in_cpp();
  wexn_store_delete(other.store);
  int32_t r;
  expect(refs_call_pair(own.m, OWN, &r) == WEXN_OK && r == 13, "at the end");
  wexn_store_delete(own.store);
  std::puts(failures ? "failed" : "all right");
  return failures != 0;
}
