/* The head of wexn_store that compiled code may read, expanded from store_layout.def. The rest of
 * the store is the runtime's own. */
#ifndef WEXN_ABI_STORE_H
#define WEXN_ABI_STORE_H

#include "types.h"

typedef struct wexn_store_head {
#define STORE_FIELD(name, type) type name;
#include "store_layout.def"
} wexn_store_head;

#endif
