/* A process with threads that wait, others that make and delete stores, and one that installs handlers, forks: its children make stores and shared memories
 * of their own, in threads of their own, and see nothing of those that wait in the parent. */
#define _GNU_SOURCE
#include "forked_threads.h"

#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { WAITERS = 64, MAKERS = 2, CHILDREN = 20 };
static int stop, failures;

static wexn_shared_memory *make_memory(void) {
  wexn_limits limits = {.min = 1, .max = 2, .has_max = 1, .shared = 1, .page_log2 = 16};
  return wexn_shared_memory_new(&limits);
}

/* One use of everything: a trap, a fault, a wait that times out, a notify that finds nobody. */
static int use(wexn_shared_memory *shared) {
  wexn_store *store = wexn_store_new(NULL);
  forked_threads__imports imports = {0};
  forked_threads__instance *m;
  int32_t r = -1;
  imports.m.m = wexn_shared_memory_memory(shared);
  int ok = store && forked_threads__new(store, &imports, NULL, &m) == WEXN_OK && forked_threads__far(m, &r) == WEXN_TRAP &&
           forked_threads__wait(m, 8192, 1000, &r) == WEXN_OK && r == 2;
  for (int32_t at = 0; ok && at < 4096; at += 4)
    ok = forked_threads__notify(m, at, &r) == WEXN_OK && r == 0;
  wexn_store_delete(store);
  return ok;
}

static void *waiter(void *memory) {
  const uint32_t at = (uint32_t)(pthread_self() >> 12) % 1024 * 4;
  wexn_shared_memory_wait32(memory, at, 0, -1);
  return NULL;
}

static void *maker(void *unused) {
  while (!__atomic_load_n(&stop, __ATOMIC_SEQ_CST)) {
    wexn_shared_memory *shared = make_memory();
    if (!use(shared))
      __atomic_add_fetch(&failures, 1, __ATOMIC_SEQ_CST);
    wexn_shared_memory_release(shared);
  }
  return unused;
}

static void *installer(void *unused) {
  while (!__atomic_load_n(&stop, __ATOMIC_SEQ_CST))
    if (!wexn_install_trap_handlers())
      __atomic_add_fetch(&failures, 1, __ATOMIC_SEQ_CST);
  return unused;
}

/* Writes over the stacks that the parent's threads had. */
static void *writer(void *shared) {
  volatile unsigned char room[60000];
  memset((unsigned char *)room, 0x5a, sizeof room);
  return use(shared) && room[100] == 0x5a ? shared : NULL;
}

static int child(void) {
  alarm(60);
  pthread_t threads[WAITERS];
  wexn_shared_memory *shared = make_memory();
  int ok = shared != NULL && wexn_install_trap_handlers();
  for (int i = 0; ok && i < WAITERS; i++)
    ok = pthread_create(&threads[i], NULL, writer, shared) == 0;
  for (int i = 0; ok && i < WAITERS; i++) {
    void *result;
    pthread_join(threads[i], &result);
    ok = result != NULL;
  }
  return ok;
}

int main(void) {
  pthread_t threads[WAITERS + MAKERS + 1];
  wexn_shared_memory *shared = make_memory();
  for (int i = 0; i < WAITERS; i++)
    pthread_create(&threads[i], NULL, waiter, shared);
  for (int i = 0; i < MAKERS; i++)
    pthread_create(&threads[WAITERS + i], NULL, maker, NULL);
  pthread_create(&threads[WAITERS + MAKERS], NULL, installer, NULL);
  usleep(50000);
  int good = 0;
  for (int i = 0; i < CHILDREN; i++) {
    const pid_t pid = fork();
    if (pid == 0)
      _exit(child() ? 0 : 1);
    int status = 0;
    waitpid(pid, &status, 0);
    good += WIFEXITED(status) && WEXITSTATUS(status) == 0;
  }
  __atomic_store_n(&stop, 1, __ATOMIC_SEQ_CST);
  uint32_t woken = 0;
  for (int tries = 0; woken < WAITERS && tries < 100; tries++, usleep(10000))
    for (uint32_t at = 0; at < 65536; at += 4)
      woken += wexn_shared_memory_notify(shared, at, UINT32_MAX);
  for (int i = 0; i < WAITERS + MAKERS + 1; i++)
    pthread_join(threads[i], NULL);
  printf("%d children, %u waited, %d wrong\n", good, woken, failures);
  return 0;
}
