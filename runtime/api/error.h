// Texts of WEXN_ERROR.
#ifndef WEXN_RUNTIME_ERROR_H
#define WEXN_RUNTIME_ERROR_H

#include "runtime/instance/store.h"

namespace wexn::rt {

// A value for a message: a number or an address.
struct ErrorValue {
  uint64_t bits;
  ErrorValue(uint64_t number) : bits(number) {}
  ErrorValue(const void *address) : bits(reinterpret_cast<uintptr_t>(address)) {}
};

// Sets the store's message, cut off when too long; returns WEXN_ERROR. In `format`, in the order of
// the values:
//   %s const char *   %u uint64_t   %n const wexn_name *   %i const wexn_import_desc *: module.name
//   not without an operating system: %v const wexn_valtype *   %t const wexn_type * of a function
wexn_status fail(wexn_store *store, const char *format);
wexn_status fail(wexn_store *store, const char *format, ErrorValue a, ErrorValue b = uint64_t{0},
                 ErrorValue c = uint64_t{0});

// Adds to the store's message.
wexn_status append(wexn_store *store, const char *format, ErrorValue a);

wexn_status fail_no_memory(wexn_store *store);

} // namespace wexn::rt

#endif
