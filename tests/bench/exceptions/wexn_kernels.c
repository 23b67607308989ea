// The measured module as wexnc compiled it, as kernels of measure.c. MODULE_HEADER is its header;
// STANDARD is defined for the standard encoding.
#include "kernels.h"
#include MODULE_HEADER
#ifndef EXPORTS
#define EXPORTS "exports.def"
#endif

#include <stdio.h>
#include <stdlib.h>

static kernels_instance *instance;

void prepare(void) {
  wexn_store *store = wexn_store_new(NULL);
  if (!store || kernels_new(store, NULL, NULL, &instance) != WEXN_OK) {
    fputs("wexnc's module cannot be instantiated\n", stderr);
    exit(1);
  }
}

#define EXPORT(name)                                                                               \
  static uint32_t run_##name(uint32_t rounds, uint32_t n) {                                        \
    int32_t result = 0;                                                                            \
    if (kernels_##name(instance, (int32_t)rounds, (int32_t)n, &result) != WEXN_OK) {               \
      fputs("wexnc: " #name " failed\n", stderr);                                                  \
      exit(1);                                                                                     \
    }                                                                                              \
    return (uint32_t)result;                                                                       \
  }
#ifdef STANDARD
#define STANDARD_ONLY EXPORT
#endif
#include EXPORTS
#undef EXPORT

#define EXPORT(name) {#name, run_##name},
const Kernel kernels[] = {
#include EXPORTS
    {NULL, NULL},
};
