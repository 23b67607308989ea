/* litmus BATCHES: how often each shape ended in a way that sequential consistency forbids, in batches of
 * 4,096 rounds (litmus.wat). Every thread has a store of its own. */
#include "litmus.h"

#include <pthread.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST = 4, ROUNDS = 4096, LINE = 16, RESULTS = 0xc0000 / 4 }; /* in words */
static wexn_shared_memory *shared;
static pthread_barrier_t barrier;
static int batches, threads_of_shape, started;

/* All threads of the shape go on at the same moment, or they would run one after the other. */
static void begin(int batch) {
  __atomic_add_fetch(&started, 1, __ATOMIC_SEQ_CST);
  for (int spins = 0; __atomic_load_n(&started, __ATOMIC_SEQ_CST) < threads_of_shape * (batch + 1);)
    if (++spins % 20000 == 0)
      sched_yield();
}

static void *run(void *name) {
  wexn_store *store = wexn_store_new(NULL);
  litmus_imports imports = {0};
  litmus_instance *instance;
  wexn_extern function;
  wexn_slot slot;
  imports.m.m = wexn_shared_memory_memory(shared);
  if (litmus_new(store, &imports, NULL, &instance) != WEXN_OK ||
      !wexn_instance_export(litmus_base(instance), name, &function))
    abort();
  for (int i = 0; i < batches; ++i) {
    pthread_barrier_wait(&barrier);
    begin(i);
    if (wexn_call(store, function.of.func, &slot) != WEXN_OK)
      abort();
    pthread_barrier_wait(&barrier); /* main looks at the results and clears the memory */
  }
  wexn_store_delete(store);
  return NULL;
}

/* `value` of the results of the threads `a` and `b` at once is what is forbidden; of one, if they are the
 * same. */
static void shape(const char *name, int threads, int a, int b, uint32_t value) {
  pthread_t ids[MOST];
  char names[MOST][16];
  wexn_memory *memory = wexn_shared_memory_memory(shared);
  uint32_t *words = (uint32_t *)wexn_memory_data(memory), *results = words + RESULTS;
  int bad = 0;
  threads_of_shape = threads;
  started = 0;
  pthread_barrier_init(&barrier, NULL, (unsigned)threads + 1);
  for (int i = 0; i < threads; ++i) {
    snprintf(names[i], sizeof names[i], "%s_%d", name, i);
    if (pthread_create(&ids[i], NULL, run, names[i]) != 0)
      abort();
  }
  for (int batch = 0; batch < batches; ++batch) {
    memset(words, 0, wexn_memory_bytes(memory));
    pthread_barrier_wait(&barrier);
    pthread_barrier_wait(&barrier);
    for (int i = 0; i < ROUNDS; ++i)
      bad += results[(a * ROUNDS + i) * LINE] == value && results[(b * ROUNDS + i) * LINE] == value;
  }
  for (int i = 0; i < threads; ++i)
    pthread_join(ids[i], NULL);
  printf("%s %d\n", name, bad);
}

int main(int argc, char **argv) {
  wexn_limits limits = {.min = 32, .max = 32, .has_max = 1, .shared = 1};
  batches = argc > 1 ? atoi(argv[1]) : 1;
  shared = wexn_shared_memory_new(&limits);
  shape("sb", 2, 0, 1, 0);
  shape("fence", 2, 0, 1, 0);
  shape("lb", 2, 0, 1, 1);
  shape("mp", 2, 1, 1, 2);   /* the flag, but not the data */
  shape("iriw", 4, 2, 3, 2); /* each has seen one write before the other */
  wexn_shared_memory_release(shared);
  return 0;
}
