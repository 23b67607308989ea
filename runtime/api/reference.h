// References that the host gives to a store.
#ifndef WEXN_RUNTIME_REFERENCE_H
#define WEXN_RUNTIME_REFERENCE_H

#include "runtime/api/error.h"
#include "runtime/instance/instance.h"
#include "runtime/instance/type.h"

namespace wexn::rt {

// Fails if the value of type `type` is a function of another store.
[[nodiscard]] inline wexn_status check_owner(wexn_store *store, const wexn_valtype &type,
                                             const wexn_slot &value) {
  if (!is_reference(type) || wexn_heap_top(&type) != WEXN_HEAP_FUNC || value.func == nullptr ||
      store_of(value.func) == store)
    return WEXN_OK;
  return fail(store, "the function belongs to another store");
}

} // namespace wexn::rt

#endif
