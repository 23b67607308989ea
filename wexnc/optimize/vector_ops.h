// IR -> IR, for x86: operations of vectors that take several instructions take fewer where their
// operands allow it. Minimum, maximum and conversion to integers (ir/vector_marks.h) become
// instructions here; look-ups lose what makes their indices exact, where those are.
#pragma once

#include "llvm/IR/PassManager.h"

namespace wexn::optimize {

// Runs once, when calls have been inlined and constants found, on all functions.
struct VectorOpsPass : llvm::PassInfoMixin<VectorOpsPass> {
  llvm::PreservedAnalyses run(llvm::Function &f, llvm::FunctionAnalysisManager &am);
  static bool isRequired() { return true; }
};

} // namespace wexn::optimize
