/* The least that a program does with a module: a store, an instance, a call, and what came of it. */
#include "module.h"

#if __STDC_HOSTED__
#include <stdio.h>
#else
#include <wexn/board.h>
#endif

int main(void) {
  wexn_store *store = wexn_store_new(NULL);
  module_instance *module;
  int32_t result = 1;
  if (!store || module_new(store, NULL, NULL, &module) != WEXN_OK)
    return 1;
  if (module_run(module, 0, &result) == WEXN_TRAP) {
    const char *message = wexn_trap_message(store);
#if __STDC_HOSTED__
    puts(message);
#else
    wexn_board_write(message, __builtin_strlen(message));
#endif
  }
  return result == 42 ? 0 : 1;
}
