/* Loops of nothing but calls that come back at once end with an interrupt, though no signal ever meets the compiled code: none arrives. */
#include "m.h"

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

static void host(void *env) { (void)env; }

int main(void) {
  static const struct {
    const char *name;
    wexn_status (*call)(m_instance *);
  } loops[] = {{"hosts", m_hosts}, {"grows", m_grows}, {"waits", m_waits},
               {"drops data", m_drops_data}, {"drops elem", m_drops_elem}, {"grows table", m_grows_table}};
  const m_imports imports = {.env.host.fn = host};
  m_instance *m = NULL;
  sigset_t none;
  sigemptyset(&none);
  sigaddset(&none, SIGURG);
  store = wexn_store_new(NULL);
  expect(wexn_store_enable_interrupts(store) && m_new(store, &imports, NULL, &m) == WEXN_OK, "made", 0);
  sigprocmask(SIG_BLOCK, &none, NULL);
  memory = m_memory(m);
  for (size_t i = 0; i < sizeof loops / sizeof *loops; i++) {
    pthread_t thread;
    begin(&thread);
    end(thread, loops[i].call(m), loops[i].name, 0);
  }
  wexn_store_delete(store);
  puts(failures ? "failed" : "all right");
  return failures != 0;
}
