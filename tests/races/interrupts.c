/* Stores that are made, run, interrupted by another thread and by deadlines, handed from thread to thread and deleted, all at
 * once, with the runtime under ThreadSanitizer: what it finds ends the program. */
#include "m.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>

enum { THREADS = 4, ROUNDS = 12, CALLS = 6 };
static atomic_int failures;
static void expect(int ok, const char *what) {
  if (!ok) {
    printf("wrong: %s\n", what);
    failures++;
  }
}
static int32_t host(void *env, int32_t n) {
  (void)env;
  return n;
}
static const m_imports imports = {.env.host.fn = host};

/* What the interrupter may interrupt; it holds the lock while it does. */
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static wexn_store *stores[THREADS];
static atomic_int running = THREADS;

static void *interrupter(void *unused) {
  for (unsigned i = 0; running != 0; i++) {
    pthread_mutex_lock(&lock);
    if (stores[i % THREADS])
      expect(wexn_interrupt(stores[i % THREADS]), "interrupt");
    pthread_mutex_unlock(&lock);
  }
  return unused;
}

static pthread_mutex_t handed = PTHREAD_MUTEX_INITIALIZER;
static wexn_store *common;
static m_instance *common_m;

static void *thread(void *number) {
  wexn_store **place = &stores[(size_t)number];
  for (int round = 0; round < ROUNDS; round++) {
    wexn_store *store = wexn_store_new(NULL);
    m_instance *m;
    int32_t n = 0;
    expect(m_new(store, &imports, NULL, &m) == WEXN_OK, "new");
    expect(wexn_store_enable_interrupts(store), "enable");
    pthread_mutex_lock(&lock);
    *place = store;
    pthread_mutex_unlock(&lock);
    for (int i = 0; i < CALLS; i++)
      expect(m_all(m, i, &n) == WEXN_TRAP && wexn_trap_code(store) == WEXN_TRAP_Interrupted, "interrupted");
    pthread_mutex_lock(&lock);
    *place = NULL;
    pthread_mutex_unlock(&lock);
    wexn_clear_interrupt(store);
    expect(m_check(m, 0, &n) == WEXN_OK && n == 1, "whole");
    expect(wexn_store_set_deadline(store, 1000000) && m_all(m, 5, &n) == WEXN_TRAP, "deadline");
    wexn_store_set_deadline(store, 1);
    wexn_store_delete(store); /* perhaps with a signal on its way */

    pthread_mutex_lock(&handed);
    expect(wexn_store_set_deadline(common, 500000) && m_all(common_m, round, &n) == WEXN_TRAP, "handed on");
    pthread_mutex_unlock(&handed);
  }
  running--;
  return NULL;
}

int main(void) {
  common = wexn_store_new(NULL);
  expect(m_new(common, &imports, NULL, &common_m) == WEXN_OK, "common");
  pthread_t threads[THREADS], other;
  for (size_t i = 0; i < THREADS; i++)
    pthread_create(&threads[i], NULL, thread, (void *)i);
  pthread_create(&other, NULL, interrupter, NULL);
  for (size_t i = 0; i < THREADS; i++)
    pthread_join(threads[i], NULL);
  pthread_join(other, NULL);
  wexn_store_delete(common);
  printf("%d failures\n", failures);
  return failures != 0;
}
