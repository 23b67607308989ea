/* A pool of threads, each with a store and an instance of its own, on one memory. */
#include "primes.h"

#include <pthread.h>
#include <stdio.h>

enum { WORKERS = 4, RANGES = 200, SIZE = 1000, NEXT = 0, RUNNING = 4, RESULTS = 64 };

static wexn_shared_memory *shared;

static void *worker(void *unused) {
  wexn_store *store = wexn_store_new(NULL);
  primes_imports imports = {0};
  primes_instance *primes;
  int32_t done;
  const char *problem = NULL;
  (void)unused;

  imports.host.memory = wexn_shared_memory_memory(shared);
  if (!store || primes_new_host_ranges(store, RANGES, &imports.host.ranges) != WEXN_OK ||
      primes_new(store, &imports, NULL, &primes) != WEXN_OK)
    problem = store ? wexn_error_message(store) : "out of memory";
  else if (primes_work(primes, SIZE, &done) != WEXN_OK)
    problem = wexn_trap_message(store);
  if (problem)
    fprintf(stderr, "%s\n", problem);
  wexn_store_delete(store); /* the memory stays: main has a handle */
  return NULL;
}

int main(void) {
  pthread_t threads[WORKERS];
  uint32_t *words, running;
  long primes = 0;

  shared = primes_new_host_memory();
  if (!shared)
    return 1;
  words = (uint32_t *)wexn_memory_data(wexn_shared_memory_memory(shared));
  words[RUNNING / 4] = WORKERS;
  for (int i = 0; i < WORKERS; ++i)
    if (pthread_create(&threads[i], NULL, worker, NULL) != 0)
      return 1;
  /* The host waits as the module does, until the last worker is done. */
  while ((running = __atomic_load_n(&words[RUNNING / 4], __ATOMIC_SEQ_CST)) != 0)
    wexn_shared_memory_wait32(shared, RUNNING, running, -1);
  for (int i = 0; i < RANGES; ++i)
    primes += words[RESULTS / 4 + i];
  printf("%ld primes below %d\n", primes, RANGES * SIZE);
  for (int i = 0; i < WORKERS; ++i)
    pthread_join(threads[i], NULL);
  wexn_shared_memory_release(shared);
  return 0;
}
