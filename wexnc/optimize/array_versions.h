// Loops over arrays -> two versions: one without checks, for when a test before the loop shows that
// none of them can fail, which LLVM can vectorise; and the loop as it was.
#pragma once

#include "llvm/Analysis/LoopInfo.h"
#include "llvm/IR/PassManager.h"

namespace wexn::optimize {

// REQUIRES: loops in simplified form, with LCSSA.
class ArrayVersionsPass : public llvm::PassInfoMixin<ArrayVersionsPass> {
public:
  static bool may_apply(llvm::Function &f, const llvm::LoopInfo &loops);
  llvm::PreservedAnalyses run(llvm::Function &f, llvm::FunctionAnalysisManager &am);
};

} // namespace wexn::optimize
