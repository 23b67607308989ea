// What a store was made with.
#include "runtime/instance/store.h"

void wexn_store_get_config(const wexn_store *store, wexn_store_config *out) {
  *out = store->config;
}
