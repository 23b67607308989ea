// IR -> IR, the last pass: where a large function has many sums or differences that are compared
// for their carry (a + b with a + b < a; a - b with a < b), they are not computed together; where
// it has many selects of something expensive, they are no branches around that. For each of them,
// CodeGenPrepare would begin again with the whole function: time with the square of its size.
#pragma once

#include "llvm/IR/PassManager.h"

namespace wexn::optimize {

struct FewRestartsPass : llvm::PassInfoMixin<FewRestartsPass> {
  llvm::PreservedAnalyses run(llvm::Function &f, llvm::FunctionAnalysisManager &am);
};

} // namespace wexn::optimize
