// Runs one kernel or program, native code or one of wexnc's modes, as many rounds as asked for, and prints its checksum.
#include "guard.h"
#include "software.h"
#ifdef WASI
#include <wexn/wasi.h>
#endif

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void native_setup(void);
uint32_t native_run(void);

#ifdef WASI
static wexn_status make(wexn_store *store, const wexn_module_image *image, wexn_instance **out) {
  char error[200];
  wexn_wasi *wasi = wexn_wasi_new(store, NULL, error, sizeof error);
  return wasi ? wexn_wasi_instantiate(wasi, image, NULL, out, error, sizeof error) : WEXN_ERROR;
}
#define MAKE(module, store, out) make(store, &module##_module, (wexn_instance **)(out))
#else
#define MAKE(module, store, out) module##_new(store, NULL, NULL, out)
#endif

#define RUN(module)                                                                                                     \
  static int run_##module(int rounds, uint32_t *sum) {                                                                  \
    wexn_store *store = wexn_store_new(NULL);                                                                           \
    module##_instance *instance;                                                                                        \
    int32_t check = 0;                                                                                                  \
    if (MAKE(module, store, &instance) != WEXN_OK || module##_setup(instance) != WEXN_OK)                               \
      return 1;                                                                                                         \
    for (int r = 0; r < rounds; r++) {                                                                                  \
      if (module##_run(instance, &check) != WEXN_OK)                                                                    \
        return 1;                                                                                                       \
      *sum = *sum * 31 + (uint32_t)check;                                                                               \
    }                                                                                                                   \
    return 0;                                                                                                           \
  }
RUN(guard)
RUN(software)

int main(int argc, char **argv) {
  if (argc != 3)
    return 2;
  const int rounds = atoi(argv[2]);
  uint32_t sum = 0;
  int status = 0;
  if (strcmp(argv[1], "native") == 0) {
    native_setup();
    for (int r = 0; r < rounds; r++)
      sum = sum * 31 + native_run();
  } else {
    status = strcmp(argv[1], "guard") == 0 ? run_guard(rounds, &sum) : run_software(rounds, &sum);
  }
  printf("%08x\n", sum);
  return status;
}
