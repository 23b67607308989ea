// The list of measured functions that each native side of the benchmark of exceptions defines.
#ifndef BENCH_EXCEPTIONS_KERNELS_H
#define BENCH_EXCEPTIONS_KERNELS_H

#include <stdint.h>

typedef struct Kernel {
  const char *name; // null ends the list
  uint32_t (*run)(uint32_t rounds, uint32_t n);
} Kernel;

#ifdef __cplusplus
extern "C" {
#endif
extern const Kernel kernels[];
// Whatever a side has to do before the first call.
void prepare(void);
#ifdef __cplusplus
}
#endif

#endif
