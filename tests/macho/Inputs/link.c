/* A program with one module, against libSystem.tbd: no headers of Apple's are needed. */
#include "one.h"

int printf(const char *format, ...);

static void log_it(void *env, int32_t x) {
  (void)env;
  printf("log %d\n", x);
}

int main(void) {
  wexn_store *store = wexn_store_new(NULL);
  one_imports imports = {0};
  imports.host.log.fn = log_it;
  one_instance *one;
  if (store == NULL || one_new(store, &imports, NULL, &one) != WEXN_OK)
    return 2;
  int32_t result = 0;
  wexn_status status = one_run(one, 0, &result); /* throws and catches */
  printf("run %d %d\n", status, result);
  status = one_peek(one, 70000, &result); /* out of bounds */
  printf("peek %d %s\n", status, wexn_trap_message(store));
  wexn_frame frame;
  for (uint32_t i = 0; wexn_trap_frame(store, i, &frame); ++i)
    printf("  %.*s\n", (int)frame.function.size, frame.function.data);
  wexn_store_delete(store);
  return 0;
}
