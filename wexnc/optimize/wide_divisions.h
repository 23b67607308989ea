// Divisions of more than 64 bits, which LLVM makes where it computes how often a loop runs, become
// shifts and subtractions, and such shifts stay some where room counts most: for all of these code
// generation would call a library that is not there.
#pragma once

#include "llvm/IR/PassManager.h"

namespace wexn::optimize {

struct WideDivisionsPass : llvm::PassInfoMixin<WideDivisionsPass> {
  llvm::PreservedAnalyses run(llvm::Function &f, llvm::FunctionAnalysisManager &am);
};

} // namespace wexn::optimize
