/* Runs a WASI reactor's _initialize, with a collection at each Nth allocation: host N. */
#include <stdio.h>
#include <stdlib.h>
#include <wexn/wasi.h>

extern const wexn_module_image kotlin_module;

int main(int argc, char **argv) {
  char error[512] = "";
  wexn_store_config config = {.stress_heap = argc > 1 ? (uint32_t)atoi(argv[1]) : 0};
  wexn_instance *instance;
  wexn_extern initialize;
  wexn_slot slot;
  wexn_store *store = wexn_store_new(&config);
  wexn_wasi *wasi = wexn_wasi_new(store, NULL, error, sizeof error);
  if (wasi == NULL ||
      wexn_wasi_instantiate(wasi, &kotlin_module, NULL, &instance, error, sizeof error) != WEXN_OK ||
      !wexn_instance_export(instance, "_initialize", &initialize) ||
      wexn_call(store, initialize.of.func, &slot) != WEXN_OK) {
    printf("failed: %s %s\n", error, wexn_trap_message(store));
    return 1;
  }
  const wexn_heap_stats stats = wexn_store_heap_stats(store);
  fprintf(stderr, "%llu collections, %llu KB committed, %llu KB live\n", (unsigned long long)stats.collections,
          (unsigned long long)stats.committed >> 10, (unsigned long long)stats.live >> 10);
  wexn_wasi_delete(wasi);
  wexn_store_delete(store);
  return 0;
}
