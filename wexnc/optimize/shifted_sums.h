// AArch64 adds a shifted register to a register for nothing, but to a constant with two
// instructions: (x << 3) + 1024. In loops that call nothing, the constant is held in a register,
// which takes one instruction out of each round. One of the last passes before code generation.
#pragma once

#include "llvm/IR/PassManager.h"

namespace wexn::optimize {

struct ShiftedSumsPass : llvm::PassInfoMixin<ShiftedSumsPass> {
  llvm::PreservedAnalyses run(llvm::Function &f, llvm::FunctionAnalysisManager &am);
};

} // namespace wexn::optimize
