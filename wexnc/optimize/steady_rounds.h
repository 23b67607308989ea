// IR -> IR, before loops get versions: rounds that leave a value as it is get a loop of their own, in
// which it stays.
#pragma once

#include "llvm/IR/PassManager.h"

namespace wexn::optimize {

// REQUIRES: loops in simplified form. What it changes is to be brought into
// simplified form again: that makes the loop.
struct SteadyRoundsPass : llvm::PassInfoMixin<SteadyRoundsPass> {
  llvm::PreservedAnalyses run(llvm::Function &f, llvm::FunctionAnalysisManager &am);
};

} // namespace wexn::optimize
