// IR -> IR: checks of accesses that prove true go (ir/access_check.h).
#pragma once

#include "llvm/IR/PassManager.h"

namespace wexn::optimize {

struct ProvenChecksPass : llvm::PassInfoMixin<ProvenChecksPass> {
  llvm::PreservedAnalyses run(llvm::Function &f, llvm::FunctionAnalysisManager &am);
};

} // namespace wexn::optimize
