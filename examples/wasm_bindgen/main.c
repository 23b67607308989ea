/* Calls the pure functions of a library that was made for JavaScript: a resolver makes up what it imports (wexn(3), Imports of
 * any kind), and what needs JavaScript traps with the name of the function. */
#include "text.h"

#include <stdio.h>
#include <string.h>

static wexn_store *store;

static void missing(void *import, wexn_slot *slots) {
  (void)slots;
  printf("called: %s\n", ((const wexn_import_desc *)import)->name.data);
  wexn_raise_trap(store, WEXN_TRAP_Unreachable);
}

static bool resolve(void *env, const wexn_import_desc *import, wexn_extern *out) {
  wexn_func *f;
  (void)env;
  if (import->type.kind != WEXN_EXTERN_FUNC ||
      wexn_func_new_slots(store, import->type.functype, missing, (void *)import, &f) != WEXN_OK)
    return false;
  *out = wexn_extern_func(f);
  return true;
}

int main(void) {
  static const char words[] = "hello";
  wexn_instance_config config = {.resolver = resolve};
  wexn_instance *instance;
  text_instance *text;
  int32_t at, hash;

  store = wexn_store_new(NULL);
  if (!store || wexn_instance_new(store, &text_module, &config, &instance) != WEXN_OK)
    return 1;
  text = (text_instance *)(void *)instance;
  if (text___wbindgen_malloc(text, sizeof words - 1, 1, &at) != WEXN_OK)
    return 1;
  memcpy(wexn_memory_data(text_memory(text)) + at, words, sizeof words - 1);
  if (text_hash(text, at, sizeof words - 1, &hash) == WEXN_OK)
    printf("hash %08x\n", (unsigned)hash);
  if (text_greet(text, at, sizeof words - 1) == WEXN_TRAP)
    printf("trap: %s\n", wexn_trap_message(store));
  wexn_store_delete(store);
  return 0;
}
