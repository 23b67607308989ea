// IR -> IR, before LLVM's loop passes: 32-bit addresses of guarded memories become 64-bit ones that
// step with the loop, where they cannot wrap around.
#pragma once

#include "llvm/IR/PassManager.h"

namespace wexn::optimize {

// REQUIRES: loops in simplified form.
struct NoWrapPass : llvm::PassInfoMixin<NoWrapPass> {
  llvm::PreservedAnalyses run(llvm::Function &f, llvm::FunctionAnalysisManager &am);
};

} // namespace wexn::optimize
