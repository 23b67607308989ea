// IR -> IR, after the vectorisers: a load of what several narrower stores right before it have
// written gets its value from them. Processors can't: such a load waits until all of them have left
// for the cache. Compilers to WebAssembly make many, since they copy small structures through
// 64-bit integers.
#pragma once

#include "llvm/IR/PassManager.h"

namespace wexn::optimize {

struct ForwardStoresPass : llvm::PassInfoMixin<ForwardStoresPass> {
  llvm::PreservedAnalyses run(llvm::Function &f, llvm::FunctionAnalysisManager &am);
};

} // namespace wexn::optimize
