// catch_ref and catch_all_ref whose reference nobody looks at become catch and catch_all: no object
// is made for them. Spec: try_table (Execution, Control Instructions).
#pragma once

#include "llvm/IR/Function.h"

namespace wexn::optimize {

// Changes the clauses of the function's landing pads; what they compare with stays the same.
// REQUIRES: the clauses' selectors are constants (lower_clause_selectors).
void drop_unused_references(llvm::Function &f);

} // namespace wexn::optimize
