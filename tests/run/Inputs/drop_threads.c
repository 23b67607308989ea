/* Threads drop the passive segments of their instances while others use theirs: each instance has its own, whatever memory it
 * shares. */
#include "drop_threads.h"

#include <pthread.h>
#include <stdio.h>
#include <string.h>

enum { THREADS = 4, ROUNDS = 50 };
static wexn_shared_memory *shared;
static int wrong;

static void *run(void *arg) {
  const int number = (int)(long)arg, to = number * 64;
  int bad = 0;
  for (int i = 0; i < ROUNDS; i++) {
    wexn_store *store = wexn_store_new(NULL);
    drop_threads__imports imports = {0};
    drop_threads__instance *m;
    imports.m.m = wexn_shared_memory_memory(shared);
    bad += drop_threads__new(store, &imports, NULL, &m) != WEXN_OK;
    if (number % 2) /* at once */
      bad += drop_threads__drop(m) != WEXN_OK || drop_threads__drop(m) != WEXN_OK;
    else
      bad += drop_threads__fill(m, to, 2000) != WEXN_OK || drop_threads__drop(m) != WEXN_OK;
    bad += drop_threads__fill(m, to, 1) != WEXN_TRAP || wexn_trap_code(store) != WEXN_TRAP_MemoryOutOfBounds;
    wexn_store_delete(store);
  }
  const char *bytes = (const char *)wexn_memory_data(wexn_shared_memory_memory(shared)) + to;
  bad += memcmp(bytes, number % 2 ? "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0" : "0123456789abcdef", 16) != 0;
  __atomic_add_fetch(&wrong, bad, __ATOMIC_SEQ_CST);
  return NULL;
}

int main(void) {
  wexn_limits limits = {.min = 1, .max = 1, .has_max = 1, .shared = 1, .page_log2 = 16};
  pthread_t threads[THREADS];
  shared = wexn_shared_memory_new(&limits);
  for (long i = 0; i < THREADS; i++)
    pthread_create(&threads[i], NULL, run, (void *)i);
  for (int i = 0; i < THREADS; i++)
    pthread_join(threads[i], NULL);
  wexn_shared_memory_release(shared);
  printf("%d wrong\n", wrong);
  return wrong != 0;
}
