// Rows of loops: functions in which very many loops come one after the other on one way through
// them. Of such a function the passes that ask, of each loop, what all loops before it have made
// sure of take time with the square of their number; optimize.cpp leaves those passes out. The pass
// here marks the functions, once everything is inlined; loops that exclude each other, as those in
// the cases of a switch, make no row. Relies on nothing, and changes no code.
#pragma once

#include "llvm/IR/PassManager.h"

namespace wexn::optimize {

class LoopRowsPass : public llvm::PassInfoMixin<LoopRowsPass> {
public:
  llvm::PreservedAnalyses run(llvm::Function &f, llvm::FunctionAnalysisManager &am);
};

// Whether the pass marked the function.
[[nodiscard]] bool has_loop_row(const llvm::Function &f);

} // namespace wexn::optimize
