// IR -> IR, in front of the first SimplifyCFG: branches whose ways come together with nothing done
// on any go, where very many lead to one place. SimplifyCFG removes only the last of a row at a
// time, and then looks at the whole function again.
#pragma once

#include "llvm/IR/PassManager.h"

namespace wexn::optimize {

struct DeadWaysPass : llvm::PassInfoMixin<DeadWaysPass> {
  llvm::PreservedAnalyses run(llvm::Function &f, llvm::FunctionAnalysisManager &am);
};

} // namespace wexn::optimize
