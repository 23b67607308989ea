// IR -> IR: accesses behind one index, with stores between them, are checked once
// (ir/access_check.h).
#pragma once

#include "llvm/IR/PassManager.h"

namespace wexn::optimize {

struct CheckRowsPass : llvm::PassInfoMixin<CheckRowsPass> {
  llvm::PreservedAnalyses run(llvm::Function &f, llvm::FunctionAnalysisManager &am);
};

} // namespace wexn::optimize
