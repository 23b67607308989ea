#include "needs.h"

#include <inttypes.h>
#include <stdio.h>

static wexn_store *store;

/* As in wexn(3). */
static void missing(void *import, wexn_slot *slots) {
  (void)slots;
  printf("called: %s\n", ((const wexn_import_desc *)import)->name.data);
  wexn_raise_trap(store, WEXN_TRAP_Unreachable);
}
static bool resolve(void *env, const wexn_import_desc *import, wexn_extern *out) {
  const needs_imports *made = env;
  wexn_func *f;
  switch (import->type.kind) {
  case WEXN_EXTERN_FUNC:
    if (wexn_func_new_slots(store, import->type.functype, missing, (void *)import, &f) != WEXN_OK)
      return false;
    *out = wexn_extern_func(f);
    return true;
  case WEXN_EXTERN_MEMORY:
    *out = wexn_extern_memory(made->env.memory);
    return true;
  case WEXN_EXTERN_TAG:
    *out = wexn_extern_tag(made->env.tag);
    return true;
  default:
    return false; /* the definitions of the store are asked */
  }
}

static int32_t f(void *env, int32_t x) {
  (void)env;
  return x;
}

int main(void) {
  needs_imports imports = {0};
  needs_instance *needs;
  wexn_instance *second;
  wexn_instance_config config = {0};
  const wexn_v128 vector = {(int64_t)7 << 32, 0};
  int64_t bytes;
  int32_t size, count, lane, one;
  double ratio;
  int here;
  wexn_exn *exception;
  wexn_slot field;

  store = wexn_store_new(NULL);
  imports.env.f.fn = f;
  if (needs_new_env_memory(store, &imports.env.memory) || needs_new_env_table(store, NULL, &imports.env.table) ||
      needs_new_env_externs(store, &here, &imports.env.externs) || needs_new_env_count(store, 40, &imports.env.count) ||
      needs_new_env_ratio(store, 2.5, &imports.env.ratio) || needs_new_env_vector(store, vector, &imports.env.vector) ||
      needs_new_env_ref(store, &here, &imports.env.ref) || needs_new_env_tag_2(store, &imports.env.tag) ||
      needs_new(store, &imports, NULL, &needs)) {
    printf("%s\n", wexn_error_message(store));
    return 1;
  }
  if (!wexn_table_get(imports.env.externs, 1, &field) || field.extern_ != &here ||
      needs_values(needs, &bytes, &size, &count, &ratio, &lane) != WEXN_OK)
    return 1;
  printf("sum %" PRId64 " %d %d %g %d\n", bytes, (int)size, (int)count, ratio, (int)lane);
  if (needs_throw(needs, 9) != WEXN_EXCEPTION)
    return 1;
  exception = wexn_take_exception(store);
  if (!wexn_tag_eq(wexn_exn_tag(exception), imports.env.tag) || !wexn_exn_field(exception, 0, &field))
    return 1;
  printf("caught %d\n", (int)field.i32);
  wexn_exn_release(exception);
  if (needs_new_env_tag(needs, &one) != WEXN_OK)
    return 1;
  printf("export %d\n", (int)one);

  config.resolver = resolve;
  config.resolver_env = &imports;
  wexn_define(store, "env", "table", wexn_extern_table(imports.env.table));
  wexn_define(store, "env", "externs", wexn_extern_table(imports.env.externs));
  for (uint32_t i = 0; i < needs_module.num_imports; ++i) {
    const wexn_import_desc *import = &needs_module.imports[i];
    wexn_global *made;
    if (import->type.kind != WEXN_EXTERN_GLOBAL)
      continue;
    field.i64 = 0;
    if (wexn_global_new(store, &import->type.value, field, &made) != WEXN_OK)
      return 1;
    wexn_define(store, import->module.data, import->name.data, wexn_extern_global(made, &import->type.value));
  }
  if (wexn_instance_new(store, &needs_module, &config, &second) != WEXN_OK) {
    printf("%s\n", wexn_error_message(store));
    return 1;
  }
  if (needs_call((needs_instance *)(void *)second, &one) == WEXN_TRAP)
    printf("%s\n", wexn_trap_message(store));
  wexn_store_delete(store);
  return 0;
}
