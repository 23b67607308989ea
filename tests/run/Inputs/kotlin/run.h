/* Runs the Kotlin program, a WASI reactor's _initialize, with a collection at each Nth allocation; 0: when it is due. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wexn/wasi.h>

extern
#ifdef __cplusplus
    "C"
#endif
    const wexn_module_image kotlin_module;

static wexn_heap_stats run_kotlin(uint32_t stress) {
  char error[512] = "";
  wexn_store_config config;
  wexn_instance *instance;
  wexn_extern initialize;
  wexn_slot slot;
  memset(&config, 0, sizeof config);
  config.stress_heap = stress;
  wexn_store *store = wexn_store_new(&config);
  wexn_wasi *wasi = wexn_wasi_new(store, NULL, error, sizeof error);
  if (wasi == NULL ||
      wexn_wasi_instantiate(wasi, &kotlin_module, NULL, &instance, error, sizeof error) != WEXN_OK ||
      !wexn_instance_export(instance, "_initialize", &initialize) ||
      wexn_call(store, initialize.of.func, &slot) != WEXN_OK) {
    fprintf(stderr, "failed: %s %s\n", error, wexn_trap_message(store));
    exit(1);
  }
  const wexn_heap_stats stats = wexn_store_heap_stats(store);
  wexn_wasi_delete(wasi);
  wexn_store_delete(store);
  return stats;
}
