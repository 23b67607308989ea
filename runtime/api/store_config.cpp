// What a store was made with.
#include "runtime/instance/store.h"

void wexn_store_get_config(const wexn_store *store, wexn_store_config *out) {
  *out = {};
  out->max_memory_bytes = store->memory_bytes.most;
  out->max_table_elements = store->table_elements.most;
  out->max_heap_bytes = store->max_heap_bytes;
  out->stack_headroom = store->stack_headroom;
  out->stress_heap = store->stress_heap;
  out->heap_growth = store->heap_growth;
  out->keep_signals = store->keep_signals;
#ifndef WEXN_BARE
  out->max_stack = store->max_stack;
  out->exception_backtraces = store->exception_backtraces;
  out->on_leave = store->on_leave;
#endif
}
