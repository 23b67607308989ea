/* Runs a big module's one export, which traps if anything in it went wrong. No headers but wexn's. */
#include "one.h"

int printf(const char *format, ...);

int main(void) {
  wexn_store *store = wexn_store_new(NULL);
  one_instance *one;
  if (store == NULL || one_new(store, NULL, NULL, &one) != WEXN_OK)
    return 2;
  printf("status %d\n", one__start(one));
  wexn_store_delete(store);
  return 0;
}
