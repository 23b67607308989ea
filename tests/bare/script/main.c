/* Carries out a script on bare metal: prints a line for each command that did not do what it
 * should, and a count; ends with status 0 when all did. */
#include "script.h"

#include <wexn/board.h>

enum { MAX_INSTANCES = 256, MAX_SLOTS = 64 };

static wexn_store *store;
static wexn_instance *instances[MAX_INSTANCES];
static struct {
  const char *name;
  uint32_t size;
  wexn_instance *instance;
} registered[MAX_INSTANCES];
static uint32_t num_registered;
static const wexn_slot zero = {.v128 = {0, 0}}; /* all of it */

static size_t length(const char *text) { return __builtin_strlen(text); }
static void print(const char *text) { wexn_board_write(text, length(text)); }
static void print_number(uint64_t n) {
  char digits[20], *at = digits + sizeof digits;
  do
    *--at = (char)('0' + n % 10);
  while (n /= 10);
  wexn_board_write(at, (size_t)(digits + sizeof digits - at));
}
static bool same(const char *a, size_t a_size, const char *b, size_t b_size) {
  return a_size == b_size && __builtin_memcmp(a, b, a_size) == 0;
}
static bool starts_with(const char *text, const char *prefix) {
  while (*prefix && *text == *prefix)
    ++text, ++prefix;
  return *prefix == 0;
}

/* ---- Values ---- */

static void *host_reference(uint32_t n) { return (void *)(((uintptr_t)n + 1) * 16); }

static uint64_t lane_of(const wexn_slot *slot, unsigned bytes, unsigned index) {
  uint64_t bits = 0;
  for (unsigned i = 0; i < bytes; ++i)
    bits |= (uint64_t)slot->bytes[index * bytes + i] << (8 * i);
  return bits;
}

static bool to_slot(const value *v, wexn_slot *slot) {
  *slot = zero;
  switch (v->kind) {
  case VALUE_NUMBER:
  case VALUE_VECTOR:
    for (unsigned i = 0; i < v->count; ++i)
      for (unsigned k = 0; k < v->lane_bytes; ++k)
        slot->bytes[i * v->lane_bytes + k] = (uint8_t)(v->lanes[i].bits >> (8 * k));
    return true;
  case VALUE_REF:
    if (v->has_host)
      slot->extern_ = host_reference(v->host);
    return v->is_null || (v->has_host && v->heap == WEXN_HEAP_EXTERN);
  case VALUE_EITHER:
    return false;
  }
  return false;
}

/* An IEEE 754 number of 4 or 8 bytes. */
static bool lane_matches(uint64_t bits, const lane *expected, unsigned bytes) {
  if (expected->nan == NAN_NONE)
    return bits == expected->bits;
  const unsigned width = bytes * 8, fraction = bytes == 8 ? 52 : 23;
  const uint64_t magnitude = bits & (((uint64_t)1 << (width - 1)) - 1),
                 quiet = (uint64_t)1 << (fraction - 1);
  const uint64_t exponent = (((uint64_t)1 << (width - 1 - fraction)) - 1) << fraction;
  if (expected->nan == NAN_CANONICAL)
    return magnitude == (exponent | quiet);
  return (magnitude & (exponent | quiet)) == (exponent | quiet);
}

static uint8_t top_of(const wexn_valtype *type) {
  switch (type->heap) {
  case WEXN_HEAP_FUNC:
  case WEXN_HEAP_NOFUNC:
    return WEXN_HEAP_FUNC;
  case WEXN_HEAP_EXTERN:
  case WEXN_HEAP_NOEXTERN:
    return WEXN_HEAP_EXTERN;
  case WEXN_HEAP_EXN:
  case WEXN_HEAP_NOEXN:
    return WEXN_HEAP_EXN;
  case WEXN_HEAP_CONCRETE:
    return type->type->kind == WEXN_TYPE_FUNC ? WEXN_HEAP_FUNC : WEXN_HEAP_ANY;
  default:
    return WEXN_HEAP_ANY;
  }
}

static bool matches(const wexn_valtype *type, const wexn_slot *slot, const value *v) {
  switch (v->kind) {
  case VALUE_NUMBER:
  case VALUE_VECTOR:
    if (type->code != (v->kind == VALUE_VECTOR ? WEXN_V128 : v->code))
      return false;
    for (unsigned i = 0; i < v->count; ++i)
      if (!lane_matches(lane_of(slot, v->lane_bytes, i), &v->lanes[i], v->lane_bytes))
        return false;
    return true;
  case VALUE_REF: {
    if (type->code != WEXN_REF && type->code != WEXN_REF_NULL)
      return false;
    const uint8_t top = top_of(type);
    const bool pointer = top == WEXN_HEAP_FUNC || top == WEXN_HEAP_EXTERN;
    if ((v->heap && v->heap != top) ||
        v->is_null != (pointer ? slot->extern_ == NULL : slot->ref == 0))
      return false;
    return !v->has_host || (top == WEXN_HEAP_EXTERN && slot->extern_ == host_reference(v->host));
  }
  case VALUE_EITHER:
    for (unsigned i = 0; i < v->count; ++i)
      if (matches(type, slot, &v->either[i]))
        return true;
    return false;
  }
  return false;
}

/* ---- Imports: registered instances, and what the suite's `spectest` and this project's
 * `wexn-spec` export ---- */

static void print_nothing(void *env, wexn_slot *slots) { (void)env, (void)slots; }

static void call(void *env, wexn_slot *slots) {
  (void)env;
  wexn_func *function = slots[0].func;
  const bool take = slots[1].i32 & 1;
  slots[0].i32 = slots[1].i32;
  switch (wexn_call(store, function, slots)) {
  case WEXN_OK:
    return;
  case WEXN_EXCEPTION:
    if (take) {
      wexn_exn *exception = wexn_take_exception(store);
      if (wexn_throw(store, exception) != WEXN_OK)
        wexn_raise_trap(store, WEXN_TRAP_Unreachable);
      wexn_exn_release(exception);
    }
    return;
  case WEXN_TRAP:
    wexn_reraise_trap(store);
    return;
  case WEXN_ERROR:
    wexn_raise_trap(store, WEXN_TRAP_Unreachable);
    return;
  }
}

static bool host_function(const wexn_import_desc *import, wexn_slots_fn *fn, wexn_extern *out) {
  wexn_func *func;
  if (import->type.kind != WEXN_EXTERN_FUNC ||
      wexn_func_new_slots(store, import->type.functype, fn, NULL, &func) != WEXN_OK)
    return false;
  *out = wexn_extern_func(func);
  return true;
}

static bool spectest(const wexn_import_desc *import, wexn_extern *out) {
  const wexn_externtype *type = &import->type;
  static wexn_memory *memory;
  static wexn_table *table;
  switch (type->kind) {
  case WEXN_EXTERN_FUNC:
    return import->name.size >= 5 && starts_with(import->name.data, "print") &&
           host_function(import, print_nothing, out);
  case WEXN_EXTERN_GLOBAL: {
    wexn_valtype value = {0};
    wexn_slot slot = zero;
    wexn_global *global;
    value.code = type->value.code;
    switch (value.code) {
    case WEXN_I32:
      slot.i32 = 666;
      break;
    case WEXN_I64:
      slot.i64 = 666;
      break;
    case WEXN_F32:
      slot.f32 = 666.6f;
      break;
    default:
      slot.f64 = 666.6;
    }
    if (wexn_global_new(store, &value, slot, &global) != WEXN_OK)
      return false;
    *out = wexn_extern_global(global, &value);
    return true;
  }
  case WEXN_EXTERN_MEMORY: {
    const wexn_limits limits = {.min = 1, .max = 2, .has_max = 1};
    if (!memory && wexn_memory_new(store, &limits, &memory) != WEXN_OK)
      return false;
    *out = wexn_extern_memory(memory);
    return true;
  }
  case WEXN_EXTERN_TABLE: {
    const wexn_limits limits = {.min = 10, .max = 20, .has_max = 1};
    const wexn_valtype element = {.code = WEXN_REF_NULL, .heap = WEXN_HEAP_FUNC};
    if (!table && wexn_table_new(store, &limits, &element, zero, &table) != WEXN_OK)
      return false;
    *out = wexn_extern_table(table);
    return true;
  }
  default:
    return false;
  }
}

static bool resolve(void *env, const wexn_import_desc *import, wexn_extern *out) {
  (void)env;
  const wexn_name *module = &import->module;
  for (uint32_t i = num_registered; i-- != 0;)
    if (same(registered[i].name, registered[i].size, module->data, module->size))
      return registered[i].instance &&
             wexn_instance_export_sized(registered[i].instance, import->name.data,
                                        import->name.size, out);
  if (same(module->data, module->size, "wexn-spec", 9) &&
      same(import->name.data, import->name.size, "call", 4))
    return host_function(import, call, out);
  return same(module->data, module->size, "spectest", 8) && spectest(import, out);
}

/* ---- Commands ---- */

static const char *ending_name(wexn_status status) {
  switch (status) {
  case WEXN_OK:
    return "returned";
  case WEXN_EXCEPTION:
    return "exception";
  case WEXN_TRAP:
    return wexn_trap_message(store);
  case WEXN_ERROR:
    return wexn_error_message(store);
  }
  return "?";
}

static bool as_expected(const command *c, wexn_status status) {
  const bool exhausted = status == WEXN_TRAP && wexn_trap_code(store) == WEXN_TRAP_StackExhausted;
  switch (c->expect) {
  case EXPECT_RETURN:
    return status == WEXN_OK;
  case EXPECT_TRAP: {
    if (status != WEXN_TRAP || exhausted)
      return false;
    const char *message = wexn_trap_message(store);
    return starts_with(message, c->message) || starts_with(c->message, message);
  }
  case EXPECT_EXHAUSTION:
    return exhausted;
  case EXPECT_EXCEPTION:
    return status == WEXN_EXCEPTION;
  case EXPECT_LINK_ERROR:
    return status == WEXN_ERROR;
  }
  return false;
}

static bool fail(const command *c, const char *what) {
  print("line ");
  print_number(c->line);
  print(": ");
  print(what);
  print("\n");
  return false;
}

static bool ended(const command *c, wexn_status status) {
  const bool ok = as_expected(c, status) || fail(c, ending_name(status));
  if (status == WEXN_EXCEPTION)
    wexn_exn_release(wexn_take_exception(store));
  return ok;
}

static bool compare(const command *c, const wexn_valtype *types, uint32_t count,
                    const wexn_slot *slots) {
  if (!c->results && c->num_results == 0)
    return true;
  if (count != c->num_results)
    return fail(c, "another number of results");
  for (uint32_t i = 0; i < count; ++i)
    if (!matches(&types[i], &slots[i], &c->results[i]))
      return fail(c, "another result");
  return true;
}

static bool act(const command *c) {
  wexn_extern export;
  if (!instances[c->instance] ||
      !wexn_instance_export_sized(instances[c->instance], c->field, c->field_size, &export))
    return fail(c, "no such export");
  if (c->kind == COMMAND_GET)
    return compare(c, &export.type.value, 1, &export.of.global->value);
  static wexn_slot slots[MAX_SLOTS];
  const wexn_type *type = export.type.functype->type;
  if (type->num_params != c->num_args || type->num_params > MAX_SLOTS ||
      type->num_results > MAX_SLOTS)
    return fail(c, "another number of arguments, or too many");
  for (uint32_t i = 0; i < c->num_args; ++i)
    if (!to_slot(&c->args[i], &slots[i]))
      return fail(c, "an argument that cannot be made");
  const wexn_status status = wexn_call(store, export.of.func, slots);
  if (!ended(c, status))
    return false;
  return status != WEXN_OK || compare(c, type->types + type->num_params, type->num_results, slots);
}

static bool carry_out(const command *c) {
  if (c->instance >= MAX_INSTANCES || num_registered == MAX_INSTANCES)
    return fail(c, "too many instances");
  switch (c->kind) {
  case COMMAND_INSTANCE: {
    wexn_instance_config config = {0};
    config.resolver = resolve;
    wexn_instance *made = NULL;
    const wexn_status status = wexn_instance_new(store, script_images[c->image], &config, &made);
    if (status == WEXN_OK)
      instances[c->instance] = made;
    return ended(c, status);
  }
  case COMMAND_REGISTER:
    registered[num_registered].name = c->field;
    registered[num_registered].size = c->field_size;
    registered[num_registered++].instance = instances[c->instance];
    return instances[c->instance] != NULL || fail(c, "no such instance");
  case COMMAND_INVOKE:
  case COMMAND_GET:
    return act(c);
  }
  return false;
}

int main(void) {
  wexn_store_config config = {.max_heap_bytes = 1 << 20};
#ifdef STRESS_HEAP
  config.stress_heap = true;
#endif
  store = wexn_store_new(&config);
  uint32_t passed = 0;
  for (uint32_t i = 0; store && i < script_num_commands; ++i)
    passed += carry_out(&script_commands[i]);
  wexn_store_delete(store);
  print_number(passed);
  print(" passed, ");
  print_number(script_num_commands - passed);
  print(" failed\n");
  return passed == script_num_commands && passed != 0 ? 0 : 1;
}
