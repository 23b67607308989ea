#include "lib.h"

#include <stdio.h>

int main(void) {
  wexn_store *store = wexn_store_new(NULL);
  lib_instance *lib;
  int32_t sum = 0;
  if (lib_new(store, NULL, NULL, &lib) != WEXN_OK || lib_add(lib, 40, 2, &sum) != WEXN_OK)
    return 1;
  printf("%d\n", (int)sum);
  wexn_store_delete(store);
  return 0;
}
