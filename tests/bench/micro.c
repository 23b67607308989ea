// The crossings between C and WebAssembly, in nanoseconds a call beside a plain C call, and the
// instantiation of a module with one page of memory. Best of several runs.
#include "micro.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { CALLS = 1000000, INSTANCES = 200, RUNS = 15 };

static double nanoseconds(void) {
  struct timespec t;
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
  return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

__attribute__((noinline)) static int32_t plain_add(int32_t a, int32_t b) {
  __asm__ volatile("");
  return a + b;
}
static int32_t next(void *env, int32_t x) {
  (void)env;
  return x + 1;
}

static void need(int good, const char *what) {
  if (!good) {
    fprintf(stderr, "micro: %s\n", what);
    exit(1);
  }
}

static micro_instance *instantiate(wexn_store *store) {
  micro_imports imports = {0};
  imports.host.next.fn = next;
  micro_instance *instance;
  need(micro_new(store, &imports, NULL, &instance) == WEXN_OK, wexn_error_message(store));
  return instance;
}

#define BEST(result, count, ...)                                                                   \
  do {                                                                                             \
    for (int run = 0; run < RUNS; run++) {                                                         \
      const double start = nanoseconds();                                                          \
      __VA_ARGS__;                                                                                 \
      const double each = (nanoseconds() - start) / (count);                                       \
      if (run == 0 || each < (result))                                                             \
        (result) = each;                                                                           \
    }                                                                                              \
  } while (0)

int main(void) {
  wexn_store *store = wexn_store_new(NULL);
  micro_instance *instance = instantiate(store);
  double plain = 0, export_call = 0, host_call = 0, fresh = 0, again = 0;
  int32_t sum;

  BEST(plain, CALLS, sum = 0; for (int32_t i = 0; i < CALLS; i++) sum = plain_add(sum, 1));
  need(sum == CALLS, "plain calls");
  BEST(export_call, CALLS, sum = 0;
       for (int32_t i = 0; i < CALLS; i++) need(micro_add(instance, sum, 1, &sum) == WEXN_OK, "add"));
  need(sum == CALLS, "calls of an export");
  BEST(host_call, CALLS, need(micro_call_host(instance, CALLS, &sum) == WEXN_OK, "call_host"));
  need(sum == CALLS, "calls of the host");
  BEST(fresh, INSTANCES, for (int i = 0; i < INSTANCES; i++) {
    wexn_store *one = wexn_store_new(NULL);
    instantiate(one);
    wexn_store_delete(one);
  });
  BEST(again, INSTANCES, wexn_store *one = wexn_store_new(NULL);
       for (int i = 0; i < INSTANCES; i++) instantiate(one); wexn_store_delete(one));

  printf("C calls C                                 %8.2f ns\n", plain);
  printf("C calls an export                         %8.2f ns\n", export_call);
  printf("WebAssembly calls a host function         %8.2f ns\n", host_call);
  printf("store, instance with a 1-page memory, end %8.2f us\n", fresh / 1000);
  printf("one more instance in a store, and its end %8.2f us\n", again / 1000);
  wexn_store_delete(store);
  return 0;
}
