// IR -> IR, behind the last pass that joins returns: where very many blocks go to the one that
// returns what each has, they return themselves. Else the register allocator would join as many
// values into one, in time with the square of their number.
//
// Relies on: a block with nothing but phis and a return does what a return behind the branch does.
#pragma once

#include "llvm/IR/PassManager.h"

namespace wexn::optimize {

struct OwnReturnsPass : llvm::PassInfoMixin<OwnReturnsPass> {
  llvm::PreservedAnalyses run(llvm::Function &f, llvm::FunctionAnalysisManager &am);
};

} // namespace wexn::optimize
