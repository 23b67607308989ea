/* A host that provides nothing of what the module imports. */
#include "missing.h"

#include <stdio.h>

int main(void) {
  wexn_store *store = wexn_store_new(NULL);
  missing_imports imports = {0};
  missing_instance *instance;
  if (missing_new(store, &imports, NULL, &instance) != WEXN_OK)
    puts(wexn_error_message(store));
  wexn_store_delete(store);
  return 0;
}
