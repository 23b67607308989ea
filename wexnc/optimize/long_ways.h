// Long ways: functions in which very many loops come one after the other on one way through them (a
// row of loops), or very many blocks; or which have very many loops at all, or within one, or
// branches that leave one loop, or values that go on behind each of those, or phis, selects and
// minima in one block, which count as a row. Of such a function the passes that ask, of each loop
// or branch, what all before it have made sure of take time with the square of their number, as do
// those that forget, with each loop they change, what they know of those around it and behind it;
// pass_limits.cpp leaves those passes out. The pass here marks the functions, once everything is
// inlined; what excludes each other, as the cases of a switch, makes no long way. Relies on
// nothing, and changes no code.
#pragma once

#include "llvm/IR/PassManager.h"

namespace wexn::optimize {

class LongWaysPass : public llvm::PassInfoMixin<LongWaysPass> {
public:
  llvm::PreservedAnalyses run(llvm::Function &f, llvm::FunctionAnalysisManager &am);
};

// What the pass marked the function with.
[[nodiscard]] bool has_loop_row(const llvm::Function &f);
[[nodiscard]] bool has_long_way(const llvm::Function &f);

} // namespace wexn::optimize
