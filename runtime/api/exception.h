// Handles that the host holds: of exceptions (wexn.h) and of other objects (object.h).
#ifndef WEXN_RUNTIME_EXCEPTION_H
#define WEXN_RUNTIME_EXCEPTION_H

#include "runtime/instance/store.h"

namespace wexn::rt {

struct Handle {
  static constexpr uint32_t kException = 0x6578'6e21, kRoot = 0x726f'6f74;

  // The first word is what a freed block's list link overwrites; `alive` stays readable behind it.
  Handle *next, *prev; // in Heap::handles, newest first
  uint32_t alive;      // what kind it is, 0 once released
  wexn_ref ref;
  wexn_store *store;
  uint64_t number; // counts up
};

// exception.cpp. Null: out of memory. REQUIRES: the store has a heap.
[[nodiscard]] Handle *new_handle(wexn_store *store, wexn_ref ref, uint32_t kind);
void release_handle(Handle *handle);

} // namespace wexn::rt

struct wexn_exn : wexn::rt::Handle {};

#endif
