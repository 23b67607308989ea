// IR -> IR, before loops get versions: a loop that does several elements in a round, behind one
// that did those left over, begins at a count that is seen to be a multiple of its step. Else
// nobody knows how often it runs: a count that never meets its end goes around.
#pragma once

#include "llvm/Analysis/LoopInfo.h"
#include "llvm/IR/PassManager.h"

namespace wexn::optimize {

// REQUIRES: loops in simplified form and LCSSA form, in which it leaves them.
struct WholeRoundsPass : llvm::PassInfoMixin<WholeRoundsPass> {
  static bool may_apply(llvm::Function &f, const llvm::LoopInfo &loops);
  llvm::PreservedAnalyses run(llvm::Function &f, llvm::FunctionAnalysisManager &am);
};

} // namespace wexn::optimize
