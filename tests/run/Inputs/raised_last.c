/* What a host function raises last is what its caller gets. */
#include "m.h"

#include <stdio.h>

typedef struct host {
  wexn_store *store;
  m_instance *instance;
  const char *todo; /* t: trap, e: exit, x: exception */
} host;

static void raise(void *env) {
  host *h = env;
  for (const char *p = h->todo; *p; ++p)
    if (*p == 't') {
      wexn_raise_trap(h->store, WEXN_TRAP_Unreachable);
    } else if (*p == 'e') {
      wexn_raise_exit(h->store, 3);
    } else {
      wexn_slot field = {.i32 = 7};
      wexn_exn *exn;
      if (wexn_exn_new(h->store, m_t(h->instance), &field, &exn) != WEXN_OK ||
          wexn_throw(h->store, exn) != WEXN_OK)
        printf("%s\n", wexn_error_message(h->store));
      wexn_exn_release(exn);
    }
}

int main(void) {
  host h = {.store = wexn_store_new(NULL)};
  m_imports imports = {.env.f = {.fn = raise, .env = &h}};
  if (m_new(h.store, &imports, NULL, &h.instance) != WEXN_OK)
    return 1;
  static const char *const all[] = {"", "t", "x", "tx", "xt", "te", "et", "ex", "xe"};
  for (size_t i = 0; i < sizeof all / sizeof *all; ++i) {
    int32_t result = 0;
    h.todo = all[i];
    wexn_status status = m_run(h.instance, &result);
    printf("%s: %d %d %s\n", all[i], status, result, status == WEXN_TRAP ? wexn_trap_message(h.store) : "");
  }
  wexn_store_delete(h.store);
  return 0;
}
