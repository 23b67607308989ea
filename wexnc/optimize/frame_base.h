// Of a function that has a frame on the guest's stack, the value that it sets the stack pointer to
// is wanted at the accesses, and the one from before for the addresses that LLVM makes of it and at
// the end: two registers that calls must leave alone, or a place on the stack. Where both are
// wanted behind a call, what was made of the old one is made of the new one, so that the old one is
// over when the frame is there; in return the end takes an addition. LLVM's passes would undo that.
#pragma once

#include "llvm/IR/PassManager.h"

namespace wexn::optimize {

struct FrameBasePass : llvm::PassInfoMixin<FrameBasePass> {
  llvm::PreservedAnalyses run(llvm::Function &f, llvm::FunctionAnalysisManager &am);
};

} // namespace wexn::optimize
