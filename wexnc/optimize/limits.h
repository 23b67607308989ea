// IR -> IR, behind the last pass that changes compares: checks of software bounds compare an index
// with the limit that the instance keeps for what is added to it (abi/vmctx.h: limits).
#pragma once

#include "llvm/IR/PassManager.h"

namespace wexn::optimize {

struct LimitsPass : llvm::PassInfoMixin<LimitsPass> {
  llvm::PreservedAnalyses run(llvm::Function &f, llvm::FunctionAnalysisManager &am);
};

} // namespace wexn::optimize
