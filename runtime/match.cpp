// Matching of value types and of external types.
#include "runtime/type.h"

namespace wexn::rt {

// The abstract heap type directly above; 0 at the top.
static uint8_t above(uint8_t heap, const wexn_type *type) {
  switch (heap) {
  case WEXN_HEAP_CONCRETE:
    return type->kind == WEXN_TYPE_FUNC     ? WEXN_HEAP_FUNC
           : type->kind == WEXN_TYPE_STRUCT ? WEXN_HEAP_STRUCT
                                            : WEXN_HEAP_ARRAY;
  case WEXN_HEAP_I31:
  case WEXN_HEAP_STRUCT:
  case WEXN_HEAP_ARRAY:
    return WEXN_HEAP_EQ;
  case WEXN_HEAP_EQ:
    return WEXN_HEAP_ANY;
  default:
    return 0;
  }
}

static uint8_t top(uint8_t heap, const wexn_type *type) {
  switch (heap) {
  case WEXN_HEAP_NOEXN:
    return WEXN_HEAP_EXN;
  case WEXN_HEAP_NOFUNC:
    return WEXN_HEAP_FUNC;
  case WEXN_HEAP_NOEXTERN:
    return WEXN_HEAP_EXTERN;
  case WEXN_HEAP_NONE:
    return WEXN_HEAP_ANY;
  default:
    while (const uint8_t next = above(heap, type))
      heap = next;
    return heap;
  }
}

static bool is_bottom(uint8_t heap) {
  return heap == WEXN_HEAP_NOEXN || heap == WEXN_HEAP_NOFUNC || heap == WEXN_HEAP_NOEXTERN ||
         heap == WEXN_HEAP_NONE;
}

static bool heap_matches(const wexn_valtype &actual, const wexn_valtype &expected) {
  if (is_bottom(actual.heap))
    return top(actual.heap, nullptr) == top(expected.heap, expected.type);
  if (expected.heap == WEXN_HEAP_CONCRETE)
    return actual.heap == WEXN_HEAP_CONCRETE && wexn_type_matches(actual.type, expected.type);
  for (uint8_t heap = actual.heap; heap != 0; heap = above(heap, actual.type))
    if (heap == expected.heap)
      return true;
  return false;
}

static bool same_valtype(const wexn_valtype &a, const wexn_valtype &b) {
  return wexn_valtype_matches(&a, &b) && wexn_valtype_matches(&b, &a);
}

static bool limits_match(const wexn_limits &actual, const wexn_limits &expected) {
  return actual.is64 == expected.is64 && actual.min >= expected.min &&
         (!expected.has_max || (actual.has_max && actual.max <= expected.max));
}

} // namespace wexn::rt

using namespace wexn::rt;

bool wexn_valtype_matches(const wexn_valtype *actual, const wexn_valtype *expected) {
  if (!is_reference(*expected))
    return actual->code == expected->code;
  return is_reference(*actual) && (actual->code == WEXN_REF || expected->code == WEXN_REF_NULL) &&
         heap_matches(*actual, *expected);
}

bool wexn_externtype_matches(const wexn_externtype *actual, const wexn_externtype *expected) {
  if (actual->kind != expected->kind)
    return false;
  switch (expected->kind) {
  case WEXN_EXTERN_FUNC:
    return actual->functype != nullptr &&
           wexn_type_matches(actual->functype->type, expected->functype->type);
  case WEXN_EXTERN_TAG:
    return actual->functype != nullptr &&
           wexn_type_same(actual->functype->type, expected->functype->type);
  case WEXN_EXTERN_TABLE:
    return limits_match(actual->limits, expected->limits) &&
           same_valtype(actual->value, expected->value);
  case WEXN_EXTERN_MEMORY:
    return limits_match(actual->limits, expected->limits) &&
           actual->limits.shared == expected->limits.shared &&
           actual->limits.page_log2 == expected->limits.page_log2;
  case WEXN_EXTERN_GLOBAL:
    if (actual->value.mutable_ != expected->value.mutable_)
      return false;
    return expected->value.mutable_ ? same_valtype(actual->value, expected->value)
                                    : wexn_valtype_matches(&actual->value, &expected->value);
  }
  return false;
}
