// Texts of WEXN_ERROR.
#ifndef WEXN_RUNTIME_ERROR_H
#define WEXN_RUNTIME_ERROR_H

#include "runtime/store.h"

namespace wexn::rt {

// Sets the store's message, cut off when too long; returns WEXN_ERROR. In `format`:
//   %s const char *   %u uint64_t   %n const wexn_name *   %i const wexn_import_desc *: module.name
wexn_status fail(wexn_store *store, const char *format, ...);

wexn_status fail_no_memory(wexn_store *store);

} // namespace wexn::rt

#endif
