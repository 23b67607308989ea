// x86 adds x + y + 8 or x + 4 * y with one instruction, which holds of addresses that wrap, too
// (`lea`). LLVM takes x + 8 or 4 * y out of a loop in which only y or x changes. That saves nothing
// and takes a register, if x is wanted in the loop for something else. What is added to something
// in a loop and used for nothing else there is brought back. Before what else is brought near its
// uses, of which x then may be one.
#pragma once

#include "llvm/IR/PassManager.h"

namespace wexn::optimize {

class SumPartsPass : public llvm::PassInfoMixin<SumPartsPass> {
public:
  // REQUIRES: at least 1. What has more uses stays where it is.
  explicit SumPartsPass(unsigned most_uses = 32) : most_uses_(most_uses) {}
  llvm::PreservedAnalyses run(llvm::Function &f, llvm::FunctionAnalysisManager &am);

private:
  unsigned most_uses_;
};

} // namespace wexn::optimize
