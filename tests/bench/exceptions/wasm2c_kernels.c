// The measured module, legacy encoding, as wasm2c translated it, as kernels of measure.c.
#include "kernels.h"
#ifndef EXPORTS
#define EXPORTS "exports.def"
#endif
#ifndef MODULE_HEADER
#define MODULE_HEADER "wasm2c.h"
#endif
#include MODULE_HEADER

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
#include EXPORTS
#undef EXPORT

#define EXPORT(name) {#name, run_##name},
const Kernel kernels[] = {
#include EXPORTS
    {NULL, NULL},
};
