/* Prints which of the functions catches tag $b. */
#include "icf.h"

#include <stdio.h>

static icf_instance *icf;

static void throw_b(void *env, int32_t unused) {
  (void)env;
  (void)unused;
  icf_throw_b(icf); /* leaves its exception pending: this function throws it */
}

int main(void) {
  wexn_store *store = wexn_store_new(NULL);
  icf_imports imports = {0};
  imports.host.raise.fn = throw_b;
  if (icf_new(store, &imports, NULL, &icf) != WEXN_OK)
    return 1;
  printf("first %d, second %d\n", icf_first(icf, 0), icf_second(icf, 0));
  wexn_store_delete(store);
  return 0;
}
