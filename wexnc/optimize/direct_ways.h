// IR -> IR, behind the last pass over loops that wants them whole: control that comes from where it
// is known which way a block takes goes there directly. Compilers to WebAssembly, which has no
// goto, make of jumps into a loop a loop that begins with a switch on a number, which is a constant
// wherever control comes from; LLVM's passes leave the beginning of a loop as it is. All that the
// loop carries would meet there.
#pragma once

#include "llvm/IR/PassManager.h"

namespace wexn::optimize {

struct DirectWaysPass : llvm::PassInfoMixin<DirectWaysPass> {
  llvm::PreservedAnalyses run(llvm::Function &f, llvm::FunctionAnalysisManager &am);
};

} // namespace wexn::optimize
