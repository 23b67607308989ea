// IR -> IR: LLVM's ConstraintElimination, without what it takes from ScalarEvolution.
#pragma once

#include "llvm/IR/PassManager.h"
#include "llvm/Transforms/Scalar/ConstraintElimination.h"

namespace wexn::optimize {

struct ConstraintsPass : llvm::PassInfoMixin<ConstraintsPass> {
  // It has the same limits.
  static llvm::StringRef name() { return llvm::ConstraintEliminationPass::name(); }
  llvm::PreservedAnalyses run(llvm::Function &f, llvm::FunctionAnalysisManager &am);
};

} // namespace wexn::optimize
