// The kernels compiled by wexnc.
#include "kernels.h"

#include "measure.h"

#include <stdio.h>
#include <stdlib.h>

static kernels_instance *instance;

void prepare(void) {
  wexn_store *store = wexn_store_new(NULL);
  if (kernels_new(store, NULL, NULL, &instance) != WEXN_OK) {
    fprintf(stderr, "%s\n", wexn_error_message(store));
    exit(1);
  }
}

#define KERNEL(name)                                                                               \
  static uint32_t run_##name(uint32_t n) {                                                         \
    int32_t result = 0;                                                                            \
    if (kernels_##name(instance, (int32_t)n, &result) != WEXN_OK) {                                \
      fprintf(stderr, "%s failed\n", #name);                                                       \
      exit(1);                                                                                     \
    }                                                                                              \
    return (uint32_t)result;                                                                       \
  }
#include "kernels.def"
#undef KERNEL
#define KERNEL(name) {#name, run_##name},
const Kernel kernels[] = {
#include "kernels.def"
    {NULL, NULL}};
