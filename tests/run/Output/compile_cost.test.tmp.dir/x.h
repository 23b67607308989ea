/* C interface of the WebAssembly module "x", written by wexnc. Link with x's object
 * and libwexn. wexn/wexn.h says who owns what and how exceptions and traps are read. */
#ifndef WEXN_MODULE_x_H
#define WEXN_MODULE_x_H

#include <wexn/wexn.h>

#ifdef __cplusplus
extern "C" {
#endif

/* The module's description, in its object. */
extern const wexn_module_image x_module;

/* Storage of one instance. It may lie anywhere and must stay where it is until its store is
 * deleted. x_new fills it in. */
#define x_instance_size 176
typedef struct x_instance {
  unsigned char bytes[176];
} __attribute__((aligned(16))) x_instance;

static inline wexn_instance *x_base(x_instance *instance) {
  return (wexn_instance *)(void *)instance;
}

/* The module imports nothing. */
typedef struct x_imports {
  char none;
} x_imports;

/* Makes an instance in `storage`, or in memory of the store when it is null, and runs the module's
 * start function. `imports` may be null. `*out` is the instance. The status is that of wexn_instance_new. */
static inline wexn_status x_new(wexn_store *store, const x_imports *imports, x_instance *storage,
    x_instance **out) {
  wexn_instance_config config;
  wexn_instance *instance = NULL;
  wexn_status status;
  (void)imports;
  __builtin_memset(&config, 0, sizeof config);
  config.buffer = storage;
  status = wexn_instance_new(store, &x_module, &config, &instance);
  *out = (x_instance *)(void *)instance;
  return status;
}

/* "run" (func (param i32) (result i32)) */
wexn_status x_run(x_instance *instance, int32_t p0, int32_t *r0);

#ifdef __cplusplus
}
#endif
#endif
