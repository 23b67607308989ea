// How many of a value's lowest bits are zero, through loops and further up than ValueTracking
// looks: what decides whether a store is aligned (exact.cpp).
//
// What it relies on: a phi has only what comes into it, so that zeros that all of it has if the phi
// had them, it has; of a global, ir/global_zeros.h.
#pragma once

#include "llvm/IR/Function.h"
#include "llvm/IR/Value.h"

namespace wexn::optimize {

// 64 of what is zero. REQUIRES: an integer or a pointer; the function's first argument is the
// instance.
[[nodiscard]] unsigned low_zeros(const llvm::Value &value, const llvm::Function &f);

} // namespace wexn::optimize
