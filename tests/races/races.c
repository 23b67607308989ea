/* Threads that make and delete stores and instances, trap, throw, grow and run out of stack, all at once, with the runtime
 * under ThreadSanitizer: what it finds ends the program. A shared store goes from thread to thread. */
#include "guarded.h"
#include "checked.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>

enum { THREADS = 4, ROUNDS = 60 };
static atomic_int failures;
static void expect(int ok, const char *what) {
  if (!ok) {
    printf("wrong: %s\n", what);
    failures++;
  }
}

#define RUN(name)                                                                                                           \
  static void run_##name(wexn_store *store) {                                                                               \
    name##_instance *m;                                                                                                     \
    int32_t r;                                                                                                              \
    expect(name##_new(store, NULL, NULL, &m) == WEXN_OK, "new " #name);                                                           \
    for (int i = 0; i < 3; i++) {                                                                                           \
      expect(name##_load(m, 65536 * 5, &r) == WEXN_TRAP, "load " #name);                                                    \
      expect(name##_load(m, 64, &r) == WEXN_OK && r == 0, "load in bounds " #name);                                         \
      expect(name##_divide(m, 1, 0, &r) == WEXN_TRAP, "divide " #name);                                                     \
      expect(name##_catch(m, i, &r) == WEXN_OK && r == i, "catch " #name);                                                  \
      expect(name##_throw(m, i) == WEXN_EXCEPTION, "throw " #name);                                                         \
      wexn_exn_release(wexn_take_exception(store));                                                                         \
      expect(name##_grow(m, &r) == WEXN_OK && r == i + 1, "grow " #name);                                                   \
      expect(name##_deep(m, 0, &r) == WEXN_TRAP, "deep " #name);                                                            \
    }                                                                                                                       \
  }
RUN(guarded)
RUN(checked)

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static wexn_store *shared;

static void *thread(void *unused) {
  (void)unused;
  for (int i = 0; i < ROUNDS; i++) {
    wexn_store *store = wexn_store_new(NULL);
    run_guarded(store);
    run_checked(store);
    wexn_store_delete(store);
    if (i % 10 == 0) {
      expect(wexn_install_trap_handlers(), "handlers");
      pthread_mutex_lock(&lock);
      run_guarded(shared);
      pthread_mutex_unlock(&lock);
    }
  }
  return NULL;
}

int main(void) {
  shared = wexn_store_new(NULL);
  pthread_t threads[THREADS];
  for (int i = 0; i < THREADS; i++)
    if (pthread_create(&threads[i], NULL, thread, NULL) != 0)
      return 1;
  for (int i = 0; i < THREADS; i++)
    pthread_join(threads[i], NULL);
  wexn_store_delete(shared);
  printf("%d passed, %d failed\n", failures == 0, failures != 0);
  return failures != 0;
}
