/* Times the workloads and prints nanoseconds for one: the best of several runs, in processor time, so
 * that a busy machine disturbs less. Columns: through wexnc, native C++. */
#include "workloads.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <wexn/wexn.h>

#include "native.h"

static wexn_store *store;
static wexn_instance *instance;

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
  return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

static double wasm_time(const char *name, int32_t n, int32_t depth) {
  wexn_extern e;
  if (!wexn_instance_export(instance, name, &e))
    exit(1);
  wexn_slot slots[2] = {{.i32 = n}, {.i32 = depth}};
  const double start = now();
  if (wexn_call(store, e.of.func, slots) != WEXN_OK)
    exit(1);
  return (now() - start) / n;
}
static double native_time(const char *name, int32_t n, int32_t depth) {
  const double start = now();
  if (!native_run(name, n, depth))
    return -1;
  return (now() - start) / n;
}
typedef double timer(const char *name, int32_t n, int32_t depth);
/* Enough repetitions for some milliseconds, then the best of `rounds`. */
static double best(timer *time, const char *name, int32_t depth, int rounds) {
  double result = time(name, 1, depth);
  if (result < 0)
    return result;
  int32_t n = 16;
  while (time(name, n, depth) * n < 2e6 && n < 1 << 28)
    n *= 2;
  for (int i = 0; i < rounds; ++i) {
    const double t = time(name, n, depth);
    if (i == 0 || t < result)
      result = t;
  }
  return result;
}

static void row(const char *what, const char *name, int32_t depth, int rounds) {
  const double wasm = best(wasm_time, name, depth, rounds);
  const double native = best(native_time, name, depth, rounds);
  if (native < 0)
    printf("| %-52s | %10.1f | %12s | %6s |\n", what, wasm, "", "");
  else
    printf("| %-52s | %10.1f | %12.1f | %6.1f |\n", what, wasm, native, native / wasm);
  fflush(stdout);
}

int main(int argc, char **argv) {
  const int rounds = argc > 1 ? atoi(argv[1]) : 15;
  store = wexn_store_new(NULL);
  if (wexn_instance_new(store, &workloads_module, NULL, &instance) != WEXN_OK)
    return 1;
  printf("| %-52s | %10s | %12s | %6s |\n|---|---|---|---|\n", "nanoseconds each", "wexnc", "native C++",
         "ratio");
  row("throw and catch in one function", "same_function", 0, rounds);
  static const int32_t depths[] = {0, 1, 10, 100, 1000};
  static const char *const chains[][2] = {{"plain", "throw over %d frames"},
                                          {"handled", "the same, a handler for another tag in each"},
                                          {"chain_ref", "the same, caught and thrown on in each"},
                                          {"descend", "calls and returns instead of a throw"}};
  for (int i = 0; i < 5; ++i)
    for (int k = 0; k < 4; ++k) {
      char what[80];
      if (k == 0)
        snprintf(what, sizeof what, "throw over %d frames", depths[i]);
      else
        snprintf(what, sizeof what, "  %s", chains[k][1]);
      row(what, chains[k][0], depths[i], rounds);
    }
  row("payload of 0 values", "payload0", 0, rounds);
  row("payload of 8 values", "payload8", 0, rounds);
  row("payload of 32 values", "payload32", 0, rounds);
  row("exception taken by reference, dropped", "ref_dropped", 0, rounds);
  row("exception taken by reference, kept in a global", "ref_kept", 0, rounds);
  row("call in a try, nothing thrown", "no_throw_try", 0, rounds);
  row("the same without a try", "no_throw_plain", 0, rounds);
  const wexn_heap_stats heap = wexn_store_heap_stats(store);
  printf("\nManaged heap at the end: %llu KiB, %llu collections\n",
         (unsigned long long)heap.committed >> 10, (unsigned long long)heap.collections);
  wexn_store_delete(store);
  return 0;
}
