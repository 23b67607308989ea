// IR -> IR: LLVM's VectorCombine, which takes a tree of operations between shuffles for one without
// where the shuffles undo each other. It knows what the leaves are by the operand through which it
// came there in the first lane only. Where a value is an operand several times, it may come to the
// same place with other lanes, and takes those for the ones that it saw first.
#pragma once

#include "llvm/IR/PassManager.h"

namespace wexn::optimize {

struct ShuffleTreesPass : llvm::PassInfoMixin<ShuffleTreesPass> {
  llvm::PreservedAnalyses run(llvm::Function &f, llvm::FunctionAnalysisManager &am);
};

} // namespace wexn::optimize
