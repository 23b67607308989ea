// Import resolution. Spec: Instantiation, steps 2 and 3 (external addresses must match the types
// of the imports).
#include "runtime/api/error.h"
#include "runtime/instance/instance.h"
#include "runtime/instance/memory.h"
#include "runtime/instance/thread_ops.h"

namespace wexn::rt {

static const char *kind_name(uint8_t kind) {
  switch (kind) {
  case WEXN_EXTERN_FUNC:
    return "function";
  case WEXN_EXTERN_TABLE:
    return "table";
  case WEXN_EXTERN_MEMORY:
    return "memory";
  case WEXN_EXTERN_GLOBAL:
    return "global";
  default:
    return "tag";
  }
}

static bool owns(const wexn_store *store, const wexn_global *global) {
  for (const HostGlobal *g = store->host_globals; g != nullptr; g = g->next)
    if (&g->cell == global)
      return true;
  for (wexn_instance *i = store->instances; i != nullptr; i = i->next) {
    const wexn_module_image *image = i->image;
    const wexn_global *first = globals(i);
    if (global >= first && global < first + (image->num_globals - image->num_imported_globals))
      return true;
  }
  return false;
}

// The store that the value belongs to; null: not `store`. A global's cell does not know its own,
// and without an operating system nobody looks.
static const wexn_store *owner_of(const wexn_store *store, const wexn_extern &value) {
  switch (value.type.kind) {
  case WEXN_EXTERN_FUNC:
    return store_of(value.of.func);
  case WEXN_EXTERN_TABLE:
    return value.of.table->store;
  case WEXN_EXTERN_MEMORY:
    return value.of.memory->store;
  case WEXN_EXTERN_TAG:
    return value.of.tag->store;
  default:
    return !kHosted || owns(store, value.of.global) ? store : nullptr;
  }
}

static const char *pages_name(const wexn_limits &limits) {
  return page_log2_of(limits) == 16 ? "64 KiB" : "one byte";
}

static wexn_status check_limits(wexn_store *store, const wexn_import_desc &import,
                                const wexn_limits &actual) {
  const wexn_limits &expected = import.type.limits;
  if (actual.is64 != expected.is64)
    return fail(store, "incompatible import type: %i: has %s-bit addresses, %s needed", &import,
                actual.is64 ? "64" : "32", expected.is64 ? "64" : "32");
  if (actual.shared != expected.shared)
    return fail(store, "incompatible import type: %i: is %s, must be %s", &import,
                actual.shared ? "shared" : "not shared", actual.shared ? "not shared" : "shared");
  if (page_log2_of(actual) != page_log2_of(expected))
    return fail(store, "incompatible import type: %i: has pages of %s, of %s needed", &import,
                pages_name(actual), pages_name(expected));
  if (actual.min < expected.min)
    return fail(store, "incompatible import type: %i: has size %u, at least %u needed", &import,
                actual.min, expected.min);
  if (expected.has_max && !actual.has_max)
    return fail(store, "incompatible import type: %i: has no maximum, at most %u needed", &import,
                expected.max);
  if (expected.has_max && actual.max > expected.max)
    return fail(store, "incompatible import type: %i: has maximum %u, at most %u needed", &import,
                actual.max, expected.max);
  return WEXN_OK;
}

// Functions and tags know their types; the host may have given only the value.
static bool matches(const wexn_extern &value, const wexn_externtype &expected) {
  switch (expected.kind) {
  case WEXN_EXTERN_FUNC:
    return wexn_type_matches(value.of.func->type, expected.functype->type);
  case WEXN_EXTERN_TAG:
    return wexn_type_same(value.of.tag->type, expected.functype->type);
  default:
    return wexn_externtype_matches(&value.type, &expected);
  }
}

// Whether the types of two functions or tags read the same in a message.
static bool looks_same(const wexn_type &a, const wexn_type &b) {
  if (a.num_params != b.num_params || a.num_results != b.num_results)
    return false;
  for (uint32_t i = 0; i < a.num_params + a.num_results; ++i)
    if (a.types[i].code != b.types[i].code || a.types[i].heap != b.types[i].heap)
      return false;
  return true;
}

static wexn_status fail_types(wexn_store *store, const wexn_import_desc &import,
                              const wexn_extern &value) {
  const uint8_t kind = value.type.kind;
  if (kind == WEXN_EXTERN_FUNC || kind == WEXN_EXTERN_TAG) {
    const wexn_type *actual = kind == WEXN_EXTERN_FUNC ? value.of.func->type : value.of.tag->type;
    const wexn_type *expected = import.type.functype->type;
    if (!looks_same(*actual, *expected))
      return fail(store, "incompatible import type: %i: has type %t, %t needed", &import, actual,
                  expected);
  } else if (value.type.value.code != import.type.value.code ||
             value.type.value.heap != import.type.value.heap) {
    return fail(store, "incompatible import type: %i: has type %v, %v needed", &import,
                &value.type.value, &import.type.value);
  }
  return fail(store, "incompatible import type: %i: a %s of another type", &import,
              kind_name(kind));
}

static wexn_status check(wexn_store *store, const wexn_module_image *image,
                         const wexn_import_desc &import, const wexn_extern &value) {
  const uint8_t kind = value.type.kind;
  if (!kHosted && (kind != import.type.kind || !matches(value, import.type)))
    return fail(store, "incompatible import type: %i", &import);
  if (kHosted && kind != import.type.kind)
    return fail(store, "incompatible import type: %i: is a %s, a %s needed", &import,
                kind_name(kind), kind_name(import.type.kind));
  const wexn_store *owner = owner_of(store, value);
  const bool any_store = kHasThreads && kind == WEXN_EXTERN_MEMORY && value.of.memory->shared;
  if (owner != store && !any_store)
    return fail(store, "import %i belongs to another store", &import);
  if (kHosted && !matches(value, import.type)) {
    if (kind == WEXN_EXTERN_MEMORY || kind == WEXN_EXTERN_TABLE) {
      const wexn_status status = check_limits(store, import, value.type.limits);
      if (status != WEXN_OK)
        return status;
    }
    const bool is_mutable = value.type.value.mutable_ != 0;
    if (kind == WEXN_EXTERN_GLOBAL && is_mutable != (import.type.value.mutable_ != 0))
      return fail(store, "incompatible import type: %i: is %s, must be %s", &import,
                  is_mutable ? "mutable" : "immutable", is_mutable ? "immutable" : "mutable");
    return fail_types(store, import, value);
  }
  if (kHasGuards && kind == WEXN_EXTERN_MEMORY && can_guard(import.type.limits) &&
      (image->flags & WEXN_IMAGE_SOFTWARE_BOUNDS) == 0 && !value.of.memory->guard)
    return fail(store,
                "import %i: the memory has no guard region, which module %n needs unless compiled "
                "with --bounds=software",
                &import, &image->name);
  return WEXN_OK;
}

// The host's value for import number `index`, if it has one.
static bool find(wexn_store *store, const wexn_import_desc &import, uint32_t index,
                 const wexn_instance_config &config, wexn_extern &out) {
  if (config.imports != nullptr)
    out = config.imports[index];
  else if (config.resolver == nullptr || !config.resolver(config.resolver_env, &import, &out)) {
    const wexn_extern *definition = find_definition(store, import.module, import.name);
    if (definition == nullptr)
      return false;
    out = *definition;
  }
  return out.of.func != nullptr;
}

wexn_status resolve_imports(wexn_store *store, const wexn_module_image *image,
                            const wexn_instance_config &config, wexn_extern *out) {
  uint32_t missing = 0;
  for (uint32_t i = 0; i < image->num_imports; ++i) {
    const wexn_import_desc &import = image->imports[i];
    if (!find(store, import, i, config, out[i])) {
      if (!kHosted)
        return fail(store, "unknown import: %i", &import);
      out[i] = {};
      if ((image->flags & WEXN_IMAGE_STUB_IMPORTS) != 0 && import.type.kind == WEXN_EXTERN_FUNC) {
        if (const wexn_status status = stub_import(store, import, out[i]); status != WEXN_OK)
          return status;
      } else {
        missing++;
      }
      continue;
    }
    // A definition may be old: memories and tables grow.
    if (out[i].type.kind == WEXN_EXTERN_MEMORY)
      out[i] = wexn_extern_memory(out[i].of.memory);
    else if (out[i].type.kind == WEXN_EXTERN_TABLE)
      out[i] = wexn_extern_table(out[i].of.table);
    const wexn_status status = check(store, image, import, out[i]);
    if (status != WEXN_OK)
      return status;
  }
  if (kHosted && missing != 0)
    return fail_missing(store, image, out, missing);
  return WEXN_OK;
}

} // namespace wexn::rt
