// The clauses of landing pads in LLVM IR: each names a marker symbol that says what it catches, and
// landing pads compare with the selector of that clause (unwindinfo/tables.h: entry_selector).
#pragma once

#include "unwindinfo/tables.h"

#include "llvm/IR/Function.h"

#include <cstdint>

namespace wexn::ir {

// What the clause's marker (tag_marks.h) says that it catches; null is catch_all.
[[nodiscard]] uint32_t marker_entry(const llvm::Constant *marker);

// The marker of the same clause without a reference. REQUIRES: it is one with.
[[nodiscard]] llvm::Constant *marker_without_ref(llvm::Module &module,
                                                 const llvm::Constant *marker);

// Replaces llvm.eh.typeid.for by the clauses' selectors, which are constants known at once.
void lower_clause_selectors(llvm::Function &f);

} // namespace wexn::ir
