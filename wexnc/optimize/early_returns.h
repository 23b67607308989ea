// A function that begins with a test of an argument and returns at once, and that calls itself: the
// calls make the test first. The ends of a recursion, half of its calls in a tree, then cost no
// call.
//
// Relies on: what the first block does besides the test has no effect that is missed, as a load
// that may trap has for LLVM, too (exact.h); what is returned is a constant or an argument. No
// frame of such a call was ever seen, and the stack is not checked on that way (stack_check.h).
#pragma once

#include "llvm/IR/PassManager.h"

namespace wexn::optimize {

class EarlyReturnsPass : public llvm::PassInfoMixin<EarlyReturnsPass> {
public:
  llvm::PreservedAnalyses run(llvm::Function &f, llvm::FunctionAnalysisManager &analyses);
};

} // namespace wexn::optimize
