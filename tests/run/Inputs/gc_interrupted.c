/* An interrupt ends the collection that compiled code has begun, and nothing is lost by it: what was marked till then is there,
 * and what was not; the next collections find as much rubbish as ever. No signal arrives, so that nothing else ends the code. */
#include "m.h"
#include "x.h"
#include "interrupting.h"

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
