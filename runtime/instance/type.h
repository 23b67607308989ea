// Type equivalence, subtyping and import matching. Spec: Matching (Validation), Import Matching.
#ifndef WEXN_RUNTIME_TYPE_H
#define WEXN_RUNTIME_TYPE_H

#include "runtime/instance/store.h"

namespace wexn::rt {

inline bool is_reference(const wexn_valtype &type) {
  return type.code == WEXN_REF || type.code == WEXN_REF_NULL;
}
// Function and external references are pointers, the others 32-bit references into the heap.
bool is_pointer_reference(const wexn_valtype &type); // match.cpp

inline bool is_managed_reference(const wexn_valtype &type) {
  return is_reference(type) && !is_pointer_reference(type);
}

} // namespace wexn::rt

#endif
