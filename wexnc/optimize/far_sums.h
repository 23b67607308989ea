// IR -> IR, in front of InstCombine and Reassociate, both of which move a sum to where it is used:
// of a long row of them, each used by the next alone, in another block (a division that may trap
// lies between), all would come to the last, with all that they add up. That takes time with the
// square of their number, and as many registers. Every few sums the row is divided by what LLVM
// does not see through.
//
// Relies on: assembly without instructions gives what it is given.
#pragma once

#include "llvm/IR/PassManager.h"

namespace wexn::optimize {

struct FarSumsPass : llvm::PassInfoMixin<FarSumsPass> {
  llvm::PreservedAnalyses run(llvm::Function &f, llvm::FunctionAnalysisManager &am);
};

} // namespace wexn::optimize
