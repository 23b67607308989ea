/* Loops of nothing but calls that come back at once end with an interrupt, though no signal ever meets the compiled code: none arrives. */
#include "m.h"
#include "interrupting.h"

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
