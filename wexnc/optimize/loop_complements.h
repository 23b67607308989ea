// Whether x ^ y has all bits, as LLVM writes `x == ~y`, in a loop in which y does not change: x is
// compared with ~y, computed outside, which is an instruction less a round. `n - 1 - x == 0`
// becomes that, if n is a power of two. One of the last passes before code generation.
#pragma once

#include "llvm/IR/PassManager.h"

namespace wexn::optimize {

struct LoopComplementsPass : llvm::PassInfoMixin<LoopComplementsPass> {
  llvm::PreservedAnalyses run(llvm::Function &f, llvm::FunctionAnalysisManager &am);
};

} // namespace wexn::optimize
