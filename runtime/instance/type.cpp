// Equivalence and subtyping. Two types are the same if they are one symbol, or, for objects in
// libraries that were loaded apart, if their hashes are equal.
#include "runtime/instance/type.h"

bool wexn_type_same(const wexn_type *a, const wexn_type *b) {
  return a == b ||
         (a != nullptr && b != nullptr && __builtin_memcmp(a->hash, b->hash, sizeof a->hash) == 0);
}

bool wexn_type_matches(const wexn_type *actual, const wexn_type *expected) {
  for (const wexn_type *type = actual; type != nullptr; type = type->super)
    if (wexn_type_same(type, expected))
      return true;
  return false;
}

WEXN_CALLED uint32_t wexn_rt_type_check(const wexn_type *actual, const wexn_type *expected) {
  return wexn_type_matches(actual, expected);
}
