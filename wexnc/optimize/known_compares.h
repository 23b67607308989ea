// IR -> IR, before a run of LLVM's JumpThreading: a block that meets others and only compares two
// values gets what the branch before it says. `if (i <= j) { …; i++; j--; }` at the end of a loop
// that goes on while i <= j: who comes past the `if` need not compare again. LLVM looks at what
// arrives there for constants only.
#pragma once

#include "llvm/IR/PassManager.h"

namespace wexn::optimize {

struct KnownComparesPass : llvm::PassInfoMixin<KnownComparesPass> {
  llvm::PreservedAnalyses run(llvm::Function &f, llvm::FunctionAnalysisManager &am);
};

} // namespace wexn::optimize
