/* Calls exports that fail and prints the backtraces. No headers but wexn's. */
#include "m.h"

int printf(const char *format, ...);

static void show(wexn_store *store, wexn_status status) {
  printf("status %d\n", status);
  wexn_frame f;
  for (uint32_t i = 0; wexn_trap_frame(store, i, &f); ++i)
    printf("%u: %.*s at %.*s:%u\n", i, (int)f.function.size, f.function.data, (int)f.file.size,
           f.file.data, f.line);
}

int main(void) {
  wexn_store *store = wexn_store_new(NULL);
  m_instance *m;
  int32_t result;
  if (store == NULL || m_new(store, NULL, NULL, &m) != WEXN_OK)
    return 2;
  show(store, m_run(m, 0, &result));
  show(store, m_run(m, 99, &result));
  show(store, m_raise(m, 7, &result));
  wexn_store_delete(store);
  return 0;
}
