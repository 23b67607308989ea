// The measured module, legacy encoding, as wasm2c translated it, as kernels of measure.c.
#include "kernels.h"
#include "wasm2c.h"

#include <stddef.h>

static Z_kernels_instance_t instance;

void prepare(void) {
  wasm_rt_init();
  Z_kernels_init_module();
  Z_kernels_instantiate(&instance);
}

#define EXPORT(name)                                                                               \
  static uint32_t run_##name(uint32_t rounds, uint32_t n) {                                        \
    return Z_kernelsZ_##name(&instance, rounds, n);                                                \
  }
#include "exports.def"
#undef EXPORT

#define EXPORT(name) {#name, run_##name},
const Kernel kernels[] = {
#include "exports.def"
    {NULL, NULL},
};
