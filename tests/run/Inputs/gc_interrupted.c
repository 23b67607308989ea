/* An interrupt ends the collection that compiled code has begun, and nothing is lost by it: what was marked till then is there,
 * and what was not; the next collections find as much rubbish as ever. No signal arrives, so that nothing else ends the code. */
#include "m.h"
#include "x.h"

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

#define CHECK(name, total)                                                                                                  \
  static void check_##name(void) {                                                                                          \
    name##_instance *m;                                                                                                     \
    int64_t sum;                                                                                                            \
    store = wexn_store_new(NULL);                                                                                           \
    expect(wexn_store_enable_interrupts(store) && name##_new(store, NULL, NULL, &m) == WEXN_OK, "made", 0);                 \
    for (int n = 600000; n <= 800000; n += 200000) {                                                                        \
      const int64_t k = n, wanted = total;                                                                                  \
      expect(name##_build(m, n) == WEXN_OK, "built", n);                                                                    \
      wexn_store_collect(store);                                                                                            \
      const uint64_t before = wexn_store_heap_stats(store).live;                                                            \
      memory = name##_memory(m);                                                                                            \
      for (int i = 0; i < 3; i++) {                                                                                         \
        pthread_t thread;                                                                                                   \
        begin(&thread);                                                                                                     \
        const wexn_status status = name##_meanwhile(m);                                                                     \
        end(thread, status, "ended", n);                                                                                    \
      }                                                                                                                     \
      expect(name##_sum(m, &sum) == WEXN_OK && sum == wanted, "all is there", n);                                           \
      expect(name##_churn(m, 1000000) == WEXN_OK, "goes on", n);                                                            \
      expect(name##_sum(m, &sum) == WEXN_OK && sum == wanted, "all is there later", n);                                     \
      wexn_store_collect(store);                                                                                            \
      const uint64_t live = wexn_store_heap_stats(store).live;                                                              \
      expect(live + 4096 > before && live < before + 4096, "what stays", n);                                                \
    }                                                                                                                       \
    wexn_store_delete(store);                                                                                               \
  }
CHECK(m, k / 4 * (k / 2 + 1))
CHECK(x, -k * (k - 1) / 2)

int main(void) {
  sigset_t none;
  sigemptyset(&none);
  sigaddset(&none, SIGURG);
  store = wexn_store_new(NULL); /* enabling takes a signal */
  expect(wexn_store_enable_interrupts(store), "enabled", 0);
  wexn_store_delete(store);
  sigprocmask(SIG_BLOCK, &none, NULL);
  check_m();
  check_x();
  puts(failures ? "failed" : "all right");
  return failures != 0;
}
