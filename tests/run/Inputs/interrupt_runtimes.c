/* program LIBRARY LIBRARY: stores of both libraries' runtimes in turns, each with a deadline and a fault. */
#include "m.h"
#include <dlfcn.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

#ifdef LIBRARY
/* What went wrong; null: nothing. */
const char *run_store(void);
const char *run_store(void) {
  const char *wrong = NULL;
  m_instance *m;
  wexn_store *store = wexn_store_new(NULL);
  if (m_new(store, NULL, NULL, &m) != WEXN_OK)
    wrong = "instance";
  else if (!wexn_store_set_deadline(store, 1000000))
    wrong = "deadline";
  else if (m_forever(m) != WEXN_TRAP || wexn_trap_code(store) != WEXN_TRAP_Interrupted)
    wrong = "interrupted";
  else if (m_outside(m) != WEXN_TRAP || wexn_trap_code(store) != WEXN_TRAP_MemoryOutOfBounds)
    wrong = "out of bounds";
  wexn_store_delete(store);
  return wrong;
}
#else
int main(int argc, char **argv) {
  const char *(*run[2])(void);
  for (int i = 0; i < 2; i++) {
    void *library = i + 1 < argc ? dlopen(argv[i + 1], RTLD_NOW | RTLD_LOCAL) : NULL;
    void *function = library ? dlsym(library, "run_store") : NULL;
    if (!function) {
      puts(dlerror());
      return 1;
    }
    memcpy(&run[i], &function, sizeof function);
  }
  for (int i = 0; i < 40; i++) {
    if (i == 20) /* somebody takes the signal and passes nothing on */
      signal(SIGURG, SIG_IGN);
    const char *wrong = run[i % 2]();
    if (wrong) {
      printf("wrong: %s, store %d\n", wrong, i);
      return 1;
    }
  }
  puts("all right");
}
#endif
