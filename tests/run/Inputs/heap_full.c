// Exceptions that are kept fill a heap; then a module with a type comes.
#include "full.h"
#include "types.h"

#include <stdio.h>

int main(void) {
  const wexn_store_config config = {.max_heap_bytes = 1 << 20};
  wexn_store *store = wexn_store_new(&config);
  full_instance *full;
  types_instance *types;
  int32_t result = 0;
  if (full_new(store, NULL, NULL, &full) != WEXN_OK)
    return 1;
  if (full_fill(full) != WEXN_TRAP)
    return 2;
  puts(wexn_trap_message(store));
  const wexn_status made = types_new(store, NULL, NULL, &types);
  if (made == WEXN_OK)
    return 3;
  printf("not made: %s\n",
         made == WEXN_TRAP ? wexn_trap_message(store) : wexn_error_message(store));
  if (full_empty(full) != WEXN_OK || full_throw(full, &result) != WEXN_OK)
    return 4;
  printf("emptied: %d\n", result);
  wexn_store_delete(store);
  return 0;
}
