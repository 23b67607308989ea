// IR -> IR, before LLVM's loop passes: a loop whose body is the same computation several times over
// becomes one that does it once a round, so that the vectoriser sees it as it was written.
#pragma once

#include "llvm/IR/PassManager.h"

namespace wexn::optimize {

// REQUIRES: loops in simplified form and LCSSA form.
struct RerollPass : llvm::PassInfoMixin<RerollPass> {
  llvm::PreservedAnalyses run(llvm::Function &f, llvm::FunctionAnalysisManager &am);
};

} // namespace wexn::optimize
