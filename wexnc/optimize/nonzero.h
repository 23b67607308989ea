// IR -> IR, near the end: counts of zeros of what is never zero, and tests of that. WebAssembly's
// clz and ctz have a result for zero, for which x86 needs a branch; loops over the bits of a word
// never ask for it.
#pragma once

#include "llvm/IR/PassManager.h"

namespace wexn::optimize {

struct NonZeroPass : llvm::PassInfoMixin<NonZeroPass> {
  llvm::PreservedAnalyses run(llvm::Function &f, llvm::FunctionAnalysisManager &am);
};

} // namespace wexn::optimize
