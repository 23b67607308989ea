// Values that a loop carries from one iteration to the next, as narrow as they are in memory.
//
// WebAssembly has no 8- and 16-bit values: a loop over bytes that keeps its neighbours in locals
// carries extended values, and LLVM's vectoriser makes everything that such a value touches as wide
// as that. NarrowPhisPass, right before it, carries the value as it was loaded and extends it in
// the loop; WidenPhisPass, right behind, takes that back in loops that were not vectorised, which
// would pay for the extension.
#pragma once

#include "llvm/IR/PassManager.h"

namespace wexn::optimize {

struct NarrowPhisPass : llvm::PassInfoMixin<NarrowPhisPass> {
  llvm::PreservedAnalyses run(llvm::Function &f, llvm::FunctionAnalysisManager &am);
};

struct WidenPhisPass : llvm::PassInfoMixin<WidenPhisPass> {
  llvm::PreservedAnalyses run(llvm::Function &f, llvm::FunctionAnalysisManager &am);
};

} // namespace wexn::optimize
