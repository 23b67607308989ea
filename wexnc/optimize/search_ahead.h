// IR -> IR, before checks of accesses become compares: loops that look for something in memory, as
// of memcmp, strcmp, strlen and memchr, look at 16 bytes at once.
#pragma once

#include "llvm/Analysis/LoopInfo.h"
#include "llvm/IR/PassManager.h"

namespace wexn::optimize {

// REQUIRES: loops in simplified form and LCSSA form, which they are not in afterwards.
struct SearchAheadPass : llvm::PassInfoMixin<SearchAheadPass> {
  static bool may_apply(llvm::Function &f, const llvm::LoopInfo &loops);
  llvm::PreservedAnalyses run(llvm::Function &f, llvm::FunctionAnalysisManager &am);
};

} // namespace wexn::optimize
