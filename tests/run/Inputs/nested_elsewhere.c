/* What outer calls of compiled code are after nested ones on another thread and another stack. */
#include "m.h"
#include "made_stack.h"

#include <pthread.h>
#include <stdio.h>
#include <unistd.h>

enum { SOON = 500000000, STACK = 128 << 10 };
static wexn_store *store;
static m_instance *m;
static int failures;
static char stack[STACK] __attribute__((aligned(16)));

static void nested(void) { failures += m_leaf(m) != WEXN_OK; }

static void *on_thread(void *sets_deadline) {
  nested();
  if (sets_deadline != NULL)
    failures += !wexn_store_set_deadline(store, SOON);
  return NULL;
}
static void thread(void *sets_deadline) {
  pthread_t other;
  failures += pthread_create(&other, NULL, on_thread, sets_deadline) != 0;
  pthread_join(other, NULL);
}

static void give_up(void) {
  failures += wexn_store_set_stack(store, stack, stack + STACK) != WEXN_OK;
  nested();
  printf("in call there: %d\n", wexn_store_in_call(store));
  wexn_store_delete(store);
}
static void coroutine(void *unused) {
  (void)unused;
  run_coroutine(stack, STACK, give_up);
}

static void make(void (*away)(void *), void *env) {
  m_imports imports = {0};
  imports.host.away.fn = away;
  imports.host.away.env = env;
  store = wexn_store_new(NULL);
  failures += m_new(store, &imports, NULL, &m) != WEXN_OK;
}
static int is_interrupted(void) {
  return m_spin(m) == WEXN_TRAP && wexn_trap_code(store) == WEXN_TRAP_Interrupted;
}

int main(void) {
  int32_t value = 0;
  alarm(20);
  make(thread, NULL);
  failures += !wexn_store_set_deadline(store, SOON);
  printf("deadline from before: %d\n", is_interrupted());
  wexn_store_delete(store);

  make(thread, &failures);
  failures += !wexn_store_set_deadline(store, 1000 * (uint64_t)SOON);
  printf("deadline set there: %d\n", is_interrupted());
  wexn_store_delete(store);

  make(coroutine, NULL);
  failures += m_hold(m, &value) != WEXN_OK;
  printf("memory: %d\nin call here: %d\n", value, wexn_store_in_call(store));
  wexn_store_delete(store);
  return failures;
}
