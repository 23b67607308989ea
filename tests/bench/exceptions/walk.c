// What a throw itself takes a frame, without the calls that made the frames: the host looks at the clock when a throw begins and
// when it was caught. Beside it the same calls returning one by one, and what it takes to remember where an exception was thrown.
// Prints lines "walk|return KIND N NANOSECONDS", a frame each, the best of several, and "trace KIND 0|1 NANOSECONDS": of an
// exception, and of each frame more.
// KIND: direct or indirect (distinct.py).
#include "walk.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { REPEATS = 40 };

typedef wexn_status Export(walk_instance *, int32_t, int32_t, int32_t *);

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

// A counter that takes less time to read than the clock.
static uint64_t ticks(void) {
#if defined(__x86_64__)
  return __builtin_ia32_rdtsc();
#else
  uint64_t count;
  __asm__ volatile("mrs %0, cntvct_el0" : "=r"(count));
  return count;
#endif
}

static double tick(void) {
  const double start = now();
  const uint64_t from = ticks();
  while (now() - start < 2e7) {
  }
  const double time = now() - start;
  return time / (double)(ticks() - from);
}

static uint64_t began, walked;
static void throwing(void *env) {
  (void)env;
  began = ticks();
}
static void caught(void *env) {
  (void)env;
  walked += ticks() - began;
}

static walk_instance *new_walk(int traces, wexn_store **store) {
  wexn_store_config config;
  memset(&config, 0, sizeof config);
  config.exception_backtraces = traces;
  *store = wexn_store_new(&config);
  walk_imports imports;
  memset(&imports, 0, sizeof imports);
  imports.host.throwing.fn = throwing;
  imports.host.caught.fn = caught;
  walk_instance *walk = NULL;
  if (!*store || walk_new(*store, &imports, NULL, &walk) != WEXN_OK)
    exit(1);
  return walk;
}

static double best_call(walk_instance *walk, Export *run, int32_t n, int32_t rounds) {
  double best = 1e18;
  int32_t hash;
  for (int i = 0; i < REPEATS; i++) {
    const double start = now();
    if (run(walk, rounds, n, &hash) != WEXN_OK)
      exit(1);
    const double time = (now() - start) / rounds;
    best = time < best ? time : best;
  }
  return best;
}

int main(int argc, char **argv) {
  if (argc != 2)
    return 2;
  const char *kind = argv[1];
  const int direct = strcmp(kind, "direct") == 0;
  Export *run = direct ? walk_direct : walk_indirect, *by_reference = direct ? walk_direct_ref : walk_indirect_ref;
  wexn_store *store, *tracing;
  walk_instance *walk = new_walk(0, &store), *traced = new_walk(1, &tracing);
  const double each = tick();
  static const int depths[] = {0, 10, 20, 50, 100, 300, 1000};
  double nothing = 0, no_calls = 0, traces[2];
  for (size_t d = 0; d < sizeof depths / sizeof *depths; d++) {
    const int n = depths[d], rounds = 200000 / (n + 20);
    double best = 1e18;
    int32_t hash;
    for (int i = 0; i < REPEATS; i++) {
      walked = 0;
      if (run(walk, rounds, n, &hash) != WEXN_OK)
        exit(1);
      const double time = (double)walked * each / rounds;
      best = time < best ? time : best;
    }
    walk_throws(walk)->value.i32 = 0;
    const double calls = best_call(walk, run, n, rounds);
    walk_throws(walk)->value.i32 = 1;
    if (n == 0) {
      nothing = best;
      no_calls = calls;
    } else {
      printf("walk %s %d %.3f\nreturn %s %d %.3f\n", kind, n, (best - nothing) / n, kind, n, (calls - no_calls) / n);
      if (n == 10 || n == 50)
        traces[n == 50] = best_call(traced, by_reference, n, rounds) - best_call(walk, by_reference, n, rounds);
    }
  }
  const double slope = (traces[1] - traces[0]) / 40;
  printf("trace %s 1 %.3f\ntrace %s 0 %.3f\n", kind, slope, kind, traces[0] - 10 * slope);
  wexn_store_delete(tracing);
  wexn_store_delete(store);
  return 0;
}
