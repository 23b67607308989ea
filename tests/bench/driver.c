// Runs one kernel natively (clang -O3 and -O2), compiled by wexnc in each mode and, with WASM2C defined,
// through wasm2c: in turn, so that all see the same machine, and keeps the best time of each. Prints
//   CLASS NAME TIME...        best times in microseconds of the sides, in the order of SIDES; - where there is none
// Fails if the checksums of a round differ.
#include "guard.h"
#include "memory64.h"
#include "software.h"
#ifdef WASM2C
#include "kernel.w2c.h"
#endif

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

void native_setup(void);
uint32_t native_run(void);
void native2_setup(void);
uint32_t native2_run(void);

typedef struct {
  const char *name;
  void (*setup)(void);
  uint32_t (*run)(void);
  double best;
} Side;

static void fail(const char *side, const char *why) {
  fprintf(stderr, "%s: %s\n", side, why);
  exit(1);
}

// A mode's module, by the name it was compiled with.
#define WEXN(module)                                                                                                    \
  static module##_instance *module##_kernel;                                                                           \
  static void set_up_##module(void) {                                                                                   \
    wexn_store *store = wexn_store_new(NULL);                                                                           \
    if (module##_new(store, NULL, &module##_kernel) != WEXN_OK || module##_setup(module##_kernel) != WEXN_OK)           \
      fail(#module, wexn_error_message(store));                                                                         \
  }                                                                                                                     \
  static uint32_t run_##module(void) {                                                                                  \
    int32_t check = 0;                                                                                                  \
    if (module##_run(module##_kernel, &check) != WEXN_OK)                                                               \
      fail(#module, "trap");                                                                                            \
    return (uint32_t)check;                                                                                             \
  }
WEXN(guard)
WEXN(software)
WEXN(memory64)

#ifdef WASM2C
static Z_kernel_instance_t w2c;
static void w2c_setup(void) {
  Z_kernel_init_module();
  Z_kernel_instantiate(&w2c);
  Z_kernelZ_setup(&w2c);
}
static uint32_t w2c_run(void) { return Z_kernelZ_run(&w2c); }
#endif

// Of this thread only, so that other programs on the machine count less.
static double microseconds(void) {
  struct timespec t;
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
  return (double)t.tv_sec * 1e6 + (double)t.tv_nsec * 1e-3;
}

int main(int argc, char **argv) {
  if (argc != 4)
    return 2;
  Side sides[] = {
      {"native -O3", native_setup, native_run, 1e18},
      {"native -O2", native2_setup, native2_run, 1e18},
      {"guard", set_up_guard, run_guard, 1e18},
      {"software", set_up_software, run_software, 1e18},
      {"memory64", set_up_memory64, run_memory64, 1e18},
#ifdef WASM2C
      {"wasm2c", w2c_setup, w2c_run, 1e18},
#endif
  };
  enum { SIDES = sizeof sides / sizeof *sides };
  for (int s = 0; s < SIDES; s++)
    sides[s].setup();
  const int rounds = atoi(argv[3]);
  for (int r = 0; r < rounds; r++) {
    uint32_t wanted = 0;
    for (int s = 0; s < SIDES; s++) {
      const double start = microseconds();
      const uint32_t check = sides[s].run();
      const double time = microseconds() - start;
      if (time < sides[s].best)
        sides[s].best = time;
      if (s == 0)
        wanted = check;
      if (check != wanted) {
        fprintf(stderr, "%s: round %d: %s: checksum %08x, wanted %08x\n", argv[2], r, sides[s].name, check, wanted);
        return 1;
      }
    }
  }
  printf("%s %s", argv[1], argv[2]);
  for (int s = 0; s < SIDES; s++)
    printf(" %.1f", sides[s].best);
  puts(SIDES == 6 ? "" : " -");
  return 0;
}
