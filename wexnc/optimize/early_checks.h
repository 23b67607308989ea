// IR -> IR, behind the versions of loops: what a loop's round checks before it does anything else,
// and is the same in each, is checked before the loop.
#pragma once

#include "llvm/IR/PassManager.h"

namespace wexn::optimize {

// REQUIRES: loops in simplified form, in which it leaves them.
struct EarlyChecksPass : llvm::PassInfoMixin<EarlyChecksPass> {
  llvm::PreservedAnalyses run(llvm::Function &f, llvm::FunctionAnalysisManager &am);
};

} // namespace wexn::optimize
