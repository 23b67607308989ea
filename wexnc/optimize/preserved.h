// What still holds of a function behind a pass that changes values and no branches.
#pragma once

#include "llvm/IR/PassManager.h"

namespace wexn::optimize {

[[nodiscard]] inline llvm::PreservedAnalyses all_but_values(bool changed) {
  if (!changed)
    return llvm::PreservedAnalyses::all();
  llvm::PreservedAnalyses kept;
  kept.preserveSet<llvm::CFGAnalyses>();
  return kept;
}

} // namespace wexn::optimize
