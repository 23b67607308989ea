// An index of 32 bits is extended to 64 where it is made, once, and phis that carry one carry it
// extended. An instruction with a result of 32 bits extends it for nothing, but instruction
// selection sees that within a block only: behind a phi or in another block, an extension is a copy
// (or, on AArch64, a part of one access), and index and copy take two registers. On x86, what a
// switch of many cases decides by is an index, too, of a table. The last pass before code
// generation, behind strength reduction, which wants to see phis as they were.
#pragma once

#include "llvm/IR/PassManager.h"

namespace wexn::optimize {

struct WideIndicesPass : llvm::PassInfoMixin<WideIndicesPass> {
  llvm::PreservedAnalyses run(llvm::Function &f, llvm::FunctionAnalysisManager &am);
};

} // namespace wexn::optimize
