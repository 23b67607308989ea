// Prefix sums (scans) in vectors, which LLVM's vectorisers leave alone: a loop that stores every
// partial sum of 32-bit integers waits for one addition and one store an element. Four sums at a
// time take two shifted additions and one of the sum so far.
//
// ScanPass, before LLVM's vectoriser, unrolls such loops and replaces four steps in a row by
// vectors. Loads may not overlap the stores in a way that a step reads what the step before wrote:
// addresses have to be at a known distance, or known not to alias.
#pragma once

#include "llvm/Analysis/LoopInfo.h"
#include "llvm/IR/PassManager.h"

namespace wexn::optimize {

struct ScanPass : llvm::PassInfoMixin<ScanPass> {
  static bool may_apply(llvm::Function &f, const llvm::LoopInfo &loops);
  llvm::PreservedAnalyses run(llvm::Function &f, llvm::FunctionAnalysisManager &am);
};

} // namespace wexn::optimize
