// Handles of exceptions that the host holds (wexn.h, Exceptions).
#ifndef WEXN_RUNTIME_EXCEPTION_H
#define WEXN_RUNTIME_EXCEPTION_H

#include "runtime/instance/store.h"

struct wexn_exn {
  static constexpr uint32_t kAlive = 0x6578'6e21;

  // The first word is what a freed block's list link overwrites; `alive` stays readable behind it.
  wexn_exn *next, *prev; // in Heap::handles
  uint32_t alive;        // kAlive, 0 once released
  wexn_ref ref;
  wexn_store *store;
};

#endif
