// IR -> IR, for AArch64: `x < c ? x : c` and its like are c where x is a NaN. LLVM makes fminnm and
// fmaxnm of them, which are that for quiet NaNs alone: of a signalling one they make a quiet one.
// Here they are written so that LLVM takes them for what they are, a comparison and a choice.
#pragma once

#include "llvm/IR/PassManager.h"

namespace wexn::optimize {

// REQUIRES: nothing makes choices of branches any more.
struct ExactMinimumPass : llvm::PassInfoMixin<ExactMinimumPass> {
  llvm::PreservedAnalyses run(llvm::Function &f, llvm::FunctionAnalysisManager &am);
  static bool isRequired() { return true; }
};

} // namespace wexn::optimize
