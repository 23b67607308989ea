/* For interrupted_frames.test: on a stack that is too small for the function, with and without an interrupt that waits. */
#include "m.h"

#include "made_stack.h"

#include <stdio.h>
#include <string.h>
#include <sys/mman.h>

static wexn_store *store;
static m_instance *instance;
static bool interrupts;
static void maybe_interrupt(void *env) {
  (void)env;
  if (interrupts && !wexn_interrupt(store))
    puts("cannot be interrupted");
}
static void run(void) {
  if (m_run(instance) != WEXN_TRAP)
    puts("no trap");
  else
    puts(wexn_trap_message(store));
}

int main(int argc, char **argv) {
  (void)argv;
  const size_t below = 1 << 20, size = 200 << 10;
  uint8_t *map = mmap(NULL, below + size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  wexn_install_trap_handlers();
  store = wexn_store_new(NULL);
  if (argc > 1 && wexn_store_enable_interrupts(store) != WEXN_OK)
    puts(wexn_error_message(store));
  m_imports imports = {0};
  imports.host.interrupt.fn = maybe_interrupt;
  if (m_new(store, &imports, NULL, &instance) != WEXN_OK ||
      wexn_store_set_stack(store, map + below, map + below + size) != WEXN_OK)
    puts(wexn_error_message(store));
  run_coroutine(map + below, size, run);
  interrupts = true;
  run_coroutine(map + below, size, run);
  for (size_t i = 0; i < below; i++)
    if (map[i] != 0) {
      puts("memory below the stack was changed");
      break;
    }
  wexn_store_delete(store);
  return 0;
}
