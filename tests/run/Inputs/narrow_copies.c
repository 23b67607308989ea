/* 2^32 + 16 is in the memory, but the copy's addresses have 32 bits. */
#include <stdio.h>

#include "m.h"

int main(void) {
  wexn_store *store = wexn_store_new(NULL);
  m_instance *m;
  int64_t to;
  int32_t copied;
  if (m_new(store, NULL, NULL, &m) != WEXN_OK || m_set(m, 0x100000010, 7) != WEXN_OK || m_set(m, 0x10, 5) != WEXN_OK)
    return 1;
  if (m_copy(m, 0x100, 0x100000010, 4, &to) != WEXN_OK || m_get(m, 0x100, &copied) != WEXN_OK)
    return 2;
  printf("to %d: %d\n", (int)to, copied);
  wexn_store_delete(store);
  return 0;
}
