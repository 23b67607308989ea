// Runs one kernel natively, compiled by wexnc and, with WASM2C defined, through wasm2c: in turn, so
// that all see the same machine, and keeps the best time of each. Prints
//   CLASS NAME NATIVE WEXN WASM2C        best times in microseconds, - where there is none
// Fails if the checksums of a round differ.
#include "kernel.wexn.h"
#ifdef WASM2C
#include "kernel.w2c.h"
#endif

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

void native_setup(void);
uint32_t native_run(void);

typedef struct {
  const char *name;
  void (*setup)(void);
  uint32_t (*run)(void);
  double best;
} Side;

static kernel_instance *instance;
static void wexn_setup(void) {
  wexn_store *store = wexn_store_new(NULL);
  if (kernel_new(store, NULL, &instance) != WEXN_OK || kernel_setup(instance) != WEXN_OK) {
    fprintf(stderr, "wexn: %s\n", wexn_error_message(store));
    exit(1);
  }
}
static uint32_t wexn_run(void) {
  int32_t check = 0;
  if (kernel_run(instance, &check) != WEXN_OK) {
    fputs("wexn: trap\n", stderr);
    exit(1);
  }
  return (uint32_t)check;
}

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
      {"native", native_setup, native_run, 1e18},
      {"wexn", wexn_setup, wexn_run, 1e18},
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
  printf("%s %s %.1f %.1f ", argv[1], argv[2], sides[0].best, sides[1].best);
  if (SIDES == 3)
    printf("%.1f\n", sides[SIDES - 1].best);
  else
    puts("-");
  return 0;
}
