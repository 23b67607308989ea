// Loops with a known count: as many steps a round as natively. LLVM unrolls a loop as long as the
// steps fit in a processor's buffer for loops, and so that none are left over. A step of
// WebAssembly has an instruction more for its addresses; where therefore only two fit, four that
// fit but for a little take less time, since what leads to them overlaps. And as a whole, up to
// the size that -O3 allows, inside of another loop: what loads the same vectors in each round of
// that one, which stay in registers then; and what a loop of vectors has left over.
//
// Relies on: nothing. LoopUnrollPass unrolls, and says whether it may; it is only told a number.
#pragma once

#include "llvm/IR/PassManager.h"

namespace wexn::optimize {

// Comes right before LoopUnrollPass; `level` as for that.
class UnrollFurtherPass : public llvm::PassInfoMixin<UnrollFurtherPass> {
public:
  explicit UnrollFurtherPass(int level) : level_(level) {}
  llvm::PreservedAnalyses run(llvm::Function &f, llvm::FunctionAnalysisManager &am);

private:
  int level_;
};

} // namespace wexn::optimize
