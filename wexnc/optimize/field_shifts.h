// Bits of a word, times a power of two: LLVM's canonical form is one shift and a mask of higher
// bits, (x >> 3) & 0xff0. AArch64 extracts bits with one instruction and shifts operands of others
// for nothing: ((x >> 7) & 0xff) << 4 saves one where it is added. One of the last passes before
// code generation.
#pragma once

#include "llvm/IR/PassManager.h"

namespace wexn::optimize {

struct FieldShiftsPass : llvm::PassInfoMixin<FieldShiftsPass> {
  llvm::PreservedAnalyses run(llvm::Function &f, llvm::FunctionAnalysisManager &am);
};

} // namespace wexn::optimize
