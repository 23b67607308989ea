// Runs one kernel or program natively (clang -O3 and -O2), compiled by wexnc in each mode and, with
// WASM2C defined, through wasm2c: in turn, so that all see the same machine. Prints a line for each
// side, in the order of the table,
//   CLASS NAME SIDE TIME...   microseconds of every round; no times where there is no such side
// WASI: the modules for 32 bits need WASI. Fails if the checksums of a round differ. With a fourth
// argument only the side of that name.
#include "gs.h"
#include "guard.h"
#include "software.h"
#include "memory64.h"
#ifdef WASI
#include <wexn/wasi.h>
#endif
#ifdef WASM2C
#include "kernel.w2c.h"
#endif

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

void native_setup(void);
uint32_t native_run(void);
void native2_setup(void);
uint32_t native2_run(void);

typedef struct {
  const char *name;
  void (*setup)(void);
  uint32_t (*run)(void);
  double *times;
} Side;

static void fail(const char *side, const char *why) {
  fprintf(stderr, "%s: %s\n", side, why);
  exit(1);
}

#ifdef WASI
static wexn_status make(wexn_store *store, const wexn_module_image *image, wexn_instance **out) {
  static char error[200];
  wexn_wasi *wasi = wexn_wasi_new(store, NULL, error, sizeof error);
  if (!wasi || wexn_wasi_instantiate(wasi, image, NULL, out, error, sizeof error) != WEXN_OK)
    fail("WASI", error);
  return WEXN_OK;
}
#define MAKE(module, store, out) make(store, &module##_module, (wexn_instance **)(out))
#else
#define MAKE ALONE
#endif
#define ALONE(module, store, out) module##_new(store, NULL, NULL, out)

// A mode's module, by the name it was compiled with.
#define WEXN(module, MAKE)                                                                               \
  static module##_instance *module##_kernel;                                                       \
  static void set_up_##module(void) {                                                              \
    wexn_store *store = wexn_store_new(NULL);                                                      \
    if (MAKE(module, store, &module##_kernel) != WEXN_OK ||                                        \
        module##_setup(module##_kernel) != WEXN_OK)                                                \
      fail(#module, wexn_error_message(store));                                                    \
  }                                                                                                \
  static uint32_t run_##module(void) {                                                             \
    int32_t check = 0;                                                                             \
    if (module##_run(module##_kernel, &check) != WEXN_OK)                                          \
      fail(#module, "trap");                                                                       \
    return (uint32_t)check;                                                                        \
  }
WEXN(guard, MAKE)
WEXN(software, MAKE)
WEXN(gs, MAKE)
WEXN(memory64, ALONE)

#ifdef WASM2C
static Z_kernel_instance_t w2c;
static void w2c_setup(void) {
  Z_kernel_init_module();
  Z_kernel_instantiate(&w2c);
  Z_kernelZ_setup(&w2c);
}
static uint32_t w2c_run(void) { return Z_kernelZ_run(&w2c); }
#else
#define w2c_setup NULL
#define w2c_run NULL
#endif

// Of this thread only, so that other programs on the machine count less.
static double microseconds(void) {
  struct timespec t;
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
  return (double)t.tv_sec * 1e6 + (double)t.tv_nsec * 1e-3;
}

int main(int argc, char **argv) {
  if (argc != 4 && argc != 5)
    return 2;
  Side sides[] = {
      {"native-O3", native_setup, native_run, NULL},
      {"native-O2", native2_setup, native2_run, NULL},
      {"guard", set_up_guard, run_guard, NULL},
      {"software", set_up_software, run_software, NULL},
      {"gs", set_up_gs, run_gs, NULL},
      {"memory64", set_up_memory64, run_memory64, NULL},
      {"wasm2c", w2c_setup, w2c_run, NULL},
  };
  enum { SIDES = sizeof sides / sizeof *sides };
  const int rounds = atoi(argv[3]);
  for (int s = 0; s < SIDES; s++) {
    if (argc == 5 && strcmp(argv[4], sides[s].name) != 0)
      sides[s].setup = NULL, sides[s].run = NULL;
    if (sides[s].setup) {
      sides[s].setup();
      sides[s].times = malloc((size_t)rounds * sizeof(double));
    }
  }
  for (int r = 0; r < rounds; r++) {
    uint32_t wanted = 0;
    bool first = true;
    for (int s = 0; s < SIDES; s++) {
      if (!sides[s].run)
        continue;
      const double start = microseconds();
      const uint32_t check = sides[s].run();
      sides[s].times[r] = microseconds() - start;
      if (first)
        wanted = check;
      first = false;
      if (check != wanted) {
        fprintf(stderr, "%s: round %d: %s: checksum %08x, wanted %08x\n", argv[2], r, sides[s].name,
                check, wanted);
        return 1;
      }
    }
  }
  for (int s = 0; s < SIDES; s++) {
    printf("%s %s %s", argv[1], argv[2], sides[s].name);
    for (int r = 0; sides[s].run && r < rounds; r++)
      printf(" %.1f", sides[s].times[r]);
    puts("");
  }
  return 0;
}
