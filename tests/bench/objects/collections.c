// Times the runtime's collections: the linker lets this stand before them (--wrap).
#include "measure.h"

#include <stdlib.h>
#include <time.h>

#define COLLECT "_ZN4wexn2rt7collectEP10wexn_storePK8wexn_tag"
void collect(void *store, const void *tag) __asm__("__real_" COLLECT);
void timed_collect(void *store, const void *tag) __asm__("__wrap_" COLLECT);

enum { MOST = 100000 };
static double times[MOST];
static int num_times;

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
  return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

void timed_collect(void *store, const void *tag) {
  const double start = now();
  collect(store, tag);
  if (num_times < MOST)
    times[num_times++] = now() - start;
}

static int compare(const void *a, const void *b) {
  const double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

void forget_pauses(void) { num_times = 0; }

Pauses pauses(void) {
  if (num_times == 0)
    return (Pauses){0, 0};
  qsort(times, (size_t)num_times, sizeof *times, compare);
  return (Pauses){times[num_times - 1], times[(num_times - 1) * 99 / 100]};
}
