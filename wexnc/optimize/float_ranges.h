// IR -> IR, before a function is inlined: branches by compares of floating-point numbers that the
// branches right before decide. Without instructions that saturate, C's conversion to an integer is
// `fabs(x) < 2^31 ? i32.trunc(x) : lowest`, so that the checks of the conversion find nothing; left
// are one compare and one conversion, which need no branch.
#pragma once

#include "llvm/IR/PassManager.h"

namespace wexn::optimize {

struct FloatRangesPass : llvm::PassInfoMixin<FloatRangesPass> {
  llvm::PreservedAnalyses run(llvm::Function &f, llvm::FunctionAnalysisManager &am);
};

} // namespace wexn::optimize
