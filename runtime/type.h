// Type equivalence, subtyping and import matching. Spec: Matching (Validation), Import Matching.
#ifndef WEXN_RUNTIME_TYPE_H
#define WEXN_RUNTIME_TYPE_H

#include "runtime/store.h"

namespace wexn::rt {

// Which hierarchy a reference type belongs to: what it is in memory.
inline bool is_reference(const wexn_valtype &type) {
  return type.code == WEXN_REF || type.code == WEXN_REF_NULL;
}
// Function and external references are pointers, the others 32-bit references into the heap.
inline bool is_pointer_reference(const wexn_valtype &type) {
  switch (type.heap) {
  case WEXN_HEAP_FUNC:
  case WEXN_HEAP_NOFUNC:
  case WEXN_HEAP_EXTERN:
  case WEXN_HEAP_NOEXTERN:
    return true;
  case WEXN_HEAP_CONCRETE:
    return type.type->kind == WEXN_TYPE_FUNC;
  default:
    return false;
  }
}

inline bool is_managed_reference(const wexn_valtype &type) {
  return is_reference(type) && !is_pointer_reference(type);
}

} // namespace wexn::rt

#endif
