/* What programs share in which another thread interrupts code that would not end by itself: a loop of the module sets word 1 of its
 * shared memory when it has begun, and ends when word 0 is not 0. */
#include <wexn/wexn.h>

#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static wexn_store *store;
static int failures;
static void expect(int ok, const char *what, int n) {
  if (!ok)
    failures += printf("wrong: %s, %d\n", what, n) > 0;
}

/* Interrupts the store when its code runs. What has not ended some seconds later is told to stop. */
static wexn_memory *memory;
static int over;
static void *interrupt(void *unused) {
  uint32_t *words = (uint32_t *)wexn_memory_data(memory);
  while (!__atomic_load_n(&words[1], __ATOMIC_SEQ_CST))
    usleep(100);
  wexn_interrupt(store);
  for (int i = 0; i < 3000 && !__atomic_load_n(&over, __ATOMIC_SEQ_CST); i++)
    usleep(1000);
  __atomic_store_n(&words[0], 1, __ATOMIC_SEQ_CST);
  return unused;
}
static void begin(pthread_t *thread) {
  memset(wexn_memory_data(memory), 0, 8);
  over = 0;
  pthread_create(thread, NULL, interrupt, NULL);
}
static void end(pthread_t thread, wexn_status status, const char *what, int n) {
  __atomic_store_n(&over, 1, __ATOMIC_SEQ_CST);
  pthread_join(thread, NULL);
  expect(status == WEXN_TRAP && wexn_trap_code(store) == WEXN_TRAP_Interrupted, what, n);
  wexn_clear_interrupt(store);
}
