// IR -> IR, once accesses are as they stay: where loops access a guarded memory at sums of 32 bits,
// of what stays in the loop and a number with few bits (an array in the guest's frame), they get a
// version in which these are parts of addresses of 64 bits, of which the first is made before.
#pragma once

#include "llvm/IR/PassManager.h"

namespace wexn::optimize {

struct StartVersionsPass : llvm::PassInfoMixin<StartVersionsPass> {
  llvm::PreservedAnalyses run(llvm::Function &f, llvm::FunctionAnalysisManager &am);
};

} // namespace wexn::optimize
