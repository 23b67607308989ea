// Where large arrays lie, that they stay while something refers to them, and a large structure.
#include "large.h"

#include <stdio.h>

int main(void) {
  wexn_store_config config = {.stress_heap = 1};
  for (int stress = 0; stress < 2; stress++) {
    wexn_store *store = wexn_store_new(stress ? &config : NULL);
    large_instance *instance;
    if (large_new(store, NULL, NULL, &instance) != WEXN_OK)
      return 1;
    int32_t misplaced = 0, sum = 0, product = 0;
    for (int32_t length = 300; length < 3000; length += 97) {
      void *array;
      if (large_make(instance, length, &array) != WEXN_OK)
        return 1;
      misplaced += ((uintptr_t)array + 8) % 64 != 0;
    }
    if (large_keep(instance, 50, &sum) != WEXN_OK || large_vectors(instance, 6, &product) != WEXN_OK)
      return 1;
    printf("misplaced %d, lengths %d, vectors %d\n", misplaced, sum, product);
    wexn_store_delete(store);
  }
  return 0;
}
