// IR -> IR, after inlining and before LLVM's loop passes: loops in which no access can trap.
#pragma once

#include "llvm/IR/PassManager.h"

namespace wexn::optimize {

// REQUIRES: loops in simplified form and LCSSA form, which they are not in afterwards.
struct RangeVersionsPass : llvm::PassInfoMixin<RangeVersionsPass> {
  // `vectorize`: LLVM's vectoriser follows, so that loops of guarded memories gain, too.
  explicit RangeVersionsPass(bool vectorize) : vectorize_(vectorize) {}
  llvm::PreservedAnalyses run(llvm::Function &f, llvm::FunctionAnalysisManager &am);

private:
  bool vectorize_;
};

} // namespace wexn::optimize
