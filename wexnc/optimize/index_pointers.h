// AArch64: an index and the pointer that is made of it are one register. A guarded memory begins at
// a multiple of 4 GiB there, so an index of 32 bits is the low half of the pointer, which every
// instruction on words can read. Where the pointer is, it takes the index's place, which then need
// not be kept beside it. What is an argument or comes from a call becomes a pointer at once, if it
// is one somewhere: that is no more than the copy that would keep it. Behind the pass that extends
// indices.
#pragma once

#include "llvm/IR/PassManager.h"

namespace wexn::optimize {

struct IndexPointersPass : llvm::PassInfoMixin<IndexPointersPass> {
  llvm::PreservedAnalyses run(llvm::Function &f, llvm::FunctionAnalysisManager &am);
};

} // namespace wexn::optimize
