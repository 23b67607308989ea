// What a loop's counter was before its last step, and addresses made of that, are computed behind
// the loop from what the counter is then. Else both are alive at the loop's end, and each round
// copies one to the other. One of the last passes before code generation.
#pragma once

#include "llvm/IR/PassManager.h"

namespace wexn::optimize {

// REQUIRES: loops in LLVM's simple form and LCSSA.
struct LastStepsPass : llvm::PassInfoMixin<LastStepsPass> {
  llvm::PreservedAnalyses run(llvm::Function &f, llvm::FunctionAnalysisManager &am);
};

} // namespace wexn::optimize
