/* Eight threads on one memory throw, trap, fault, grow, wait, notify, and make and delete stores all the
 * while. */
#include "threads_stress.h"

#include <pthread.h>
#include <stdio.h>
#include <string.h>

enum { THREADS = 8, ROUNDS = 12, TURNS = 40 };
static wexn_shared_memory *shared;
static int wrong, notified, woken;

static void check(int ok, const char *what) {
  if (!ok) {
    __atomic_add_fetch(&wrong, 1, __ATOMIC_SEQ_CST);
    fprintf(stderr, "wrong: %s\n", what);
  }
}

static void check_trap(wexn_store *store, wexn_status status, wexn_trap_kind kind) {
  check(status == WEXN_TRAP && wexn_trap_code(store) == kind, wexn_trap_kind_message(kind));
}

/* Waits that end about when others notify: what notify answers is what wakes. */
static void doze(threads_stress__instance *instance, int number) {
  static const int32_t counts[] = {1, 2, -1};
  int32_t value;
  for (int i = 0; i < 200; ++i) {
    int32_t at = 512 + 4 * (i / 10 % 4);
    if (number % 3 != 0) {
      check(threads_stress__wait(instance, at, i % 5 * 5000 + 1, &value) == WEXN_OK && value != 1, "wait");
      __atomic_add_fetch(&woken, value == 0, __ATOMIC_SEQ_CST);
    } else {
      check(threads_stress__notify(instance, at, counts[i % 3], &value) == WEXN_OK, "notify");
      __atomic_add_fetch(&notified, value, __ATOMIC_SEQ_CST);
    }
  }
}

static void *run(void *arg) {
  int number = (int)(long)arg, turn = number;
  for (int round = 0; round < ROUNDS; ++round) {
    wexn_store *store = wexn_store_new(NULL);
    threads_stress__imports imports = {0};
    threads_stress__instance *instance;
    int32_t value;
    int64_t sum;
    imports.m.m = wexn_shared_memory_memory(shared);
    if (threads_stress__new(store, &imports, NULL, &instance) != WEXN_OK) {
      check(0, wexn_error_message(store));
      return NULL;
    }
    check(threads_stress__throws(instance, 200, &sum) == WEXN_OK && sum == 20100, "throws");
    check(threads_stress__uncaught(instance) == WEXN_EXCEPTION, "uncaught");
    wexn_exn_release(wexn_take_exception(store));
    check_trap(store, threads_stress__far(instance, &value), WEXN_TRAP_MemoryOutOfBounds);
    check_trap(store, threads_stress__far_atomic(instance, &value), WEXN_TRAP_MemoryOutOfBounds);
    check_trap(store, threads_stress__unaligned(instance, &value), WEXN_TRAP_UnalignedAtomic);
    check(threads_stress__grow(instance, &value) == WEXN_OK && value > 0, "grow");
    check(threads_stress__last(instance, &value) == WEXN_OK, "last");
    check(threads_stress__count(instance, 1000) == WEXN_OK, "count");
    check(threads_stress__timeout(instance, &value) == WEXN_OK && value == 2, "timeout");
    doze(instance, number);
    for (int i = 0; i < TURNS / ROUNDS; ++i, turn += THREADS)
      check(threads_stress__turn(instance, turn, turn + 1) == WEXN_OK, "turn");
    wexn_store_delete(store);
  }
  return NULL;
}

int main(void) {
  wexn_limits limits = {.min = 1, .max = 100, .has_max = 1, .shared = 1};
  pthread_t ids[THREADS];
  uint32_t *words;
  uint64_t pages;
  shared = wexn_shared_memory_new(&limits);
  for (long i = 0; i < THREADS; ++i)
    pthread_create(&ids[i], NULL, run, (void *)i);
  for (int i = 0; i < THREADS; ++i)
    pthread_join(ids[i], NULL);
  words = (uint32_t *)wexn_memory_data(wexn_shared_memory_memory(shared));
  pages = wexn_memory_pages(wexn_shared_memory_memory(shared));
  check(notified == woken && woken > 0, "as many wake as are notified");
  printf("count %u, pages %u, turn %u, wrong %d\n", words[16], (unsigned)pages, words[32], wrong);
  wexn_shared_memory_release(shared);
  return wrong != 0;
}
