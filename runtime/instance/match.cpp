// Matching of value types and of external types.
#include "runtime/api/error.h"
#include "runtime/instance/memory.h"
#include "runtime/instance/type.h"

namespace wexn::rt {

bool is_pointer_reference(const wexn_valtype &type) {
  const uint8_t top = wexn_heap_top(&type);
  return top == WEXN_HEAP_FUNC || top == WEXN_HEAP_EXTERN;
}

static bool is_bottom(uint8_t heap) {
  enum : bool { Top = false, Middle = false, Bottom = true };
  switch (heap) {
#define HEAP_TYPE(kind, KIND, code, above, place, text, abbreviation, feature)                     \
  case code:                                                                                       \
    return place;
#include <wexn/abi/heap_types.def>
  default:
    return false;
  }
}

// The abstract type directly above all types of a composite kind.
static uint8_t heap_of(const wexn_type &type) {
  return type.kind == WEXN_TYPE_FUNC     ? WEXN_HEAP_FUNC
         : type.kind == WEXN_TYPE_STRUCT ? WEXN_HEAP_STRUCT
                                         : WEXN_HEAP_ARRAY;
}

static bool heap_matches(const wexn_valtype &actual, const wexn_valtype &expected) {
  if (is_bottom(actual.heap))
    return wexn_heap_top(&actual) == wexn_heap_top(&expected);
  if (expected.heap == WEXN_HEAP_CONCRETE)
    return actual.heap == WEXN_HEAP_CONCRETE && wexn_type_matches(actual.type, expected.type);
  uint8_t heap = actual.heap == WEXN_HEAP_CONCRETE ? heap_of(*actual.type) : actual.heap;
  while (heap != expected.heap && heap != wexn_heap_above(heap))
    heap = wexn_heap_above(heap);
  return heap == expected.heap;
}

static bool same_valtype(const wexn_valtype &a, const wexn_valtype &b) {
  return wexn_valtype_matches(&a, &b) && wexn_valtype_matches(&b, &a);
}

static bool limits_match(const wexn_limits &actual, const wexn_limits &expected) {
  return actual.is64 == expected.is64 && actual.min >= expected.min &&
         (!expected.has_max || (actual.has_max && actual.max <= expected.max));
}

static bool same_page_size(const wexn_limits &actual, const wexn_limits &expected) {
  if (!kHosted) // what wexn_extern_memory and images say is never 0
    return actual.page_log2 == expected.page_log2;
  return page_log2_of(actual) == page_log2_of(expected);
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
           same_page_size(actual->limits, expected->limits);
  case WEXN_EXTERN_GLOBAL:
    if (actual->value.mutable_ != expected->value.mutable_)
      return false;
    return expected->value.mutable_ ? same_valtype(actual->value, expected->value)
                                    : wexn_valtype_matches(&actual->value, &expected->value);
  }
  return false;
}
