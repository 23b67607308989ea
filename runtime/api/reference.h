// References that the host gives to a store.
#ifndef WEXN_RUNTIME_REFERENCE_H
#define WEXN_RUNTIME_REFERENCE_H

#include "runtime/api/error.h"
#include "runtime/instance/instance.h"
#include "runtime/instance/type.h"

namespace wexn::rt {

// reference.cpp. Fails if the value is a reference that is none of `type` or names nothing of this
// store. Of an external reference only null is told.
[[nodiscard]] wexn_status check_any_reference(wexn_store *store, const wexn_valtype &type,
                                              const wexn_slot &value);

// The same; without an operating system only the store of functions counts.
[[nodiscard]] inline wexn_status check_reference(wexn_store *store, const wexn_valtype &type,
                                                 const wexn_slot &value) {
  if constexpr (kHosted)
    return is_reference(type) ? check_any_reference(store, type, value) : WEXN_OK;
  if (!is_reference(type) || wexn_heap_top(&type) != WEXN_HEAP_FUNC || value.func == nullptr ||
      store_of(value.func) == store)
    return WEXN_OK;
  return fail(store, "the function belongs to another store");
}

} // namespace wexn::rt

#endif
