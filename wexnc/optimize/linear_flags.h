// IR -> IR, in front of LLVM's ConstraintElimination. That takes values for sums of others with
// factors, where flags say that no step wraps, and computes the factors in 64 bits without looking
// whether they wrap themselves: (x * a + y) * b may be small although a * b is not. Where they
// could, the flags go.
#pragma once

#include "llvm/IR/PassManager.h"

namespace wexn::optimize {

struct LinearFlagsPass : llvm::PassInfoMixin<LinearFlagsPass> {
  llvm::PreservedAnalyses run(llvm::Function &f, llvm::FunctionAnalysisManager &am);
};

} // namespace wexn::optimize
