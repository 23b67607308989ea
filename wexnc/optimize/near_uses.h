// What is cheap to compute from one value is computed where it is used, if that is less often than
// where it was. LLVM's passes bring it out of loops, however seldom the places in there are come to
// that need it: an interpreter's loop begins with a row of addresses that each a few cases use. All
// of them take registers, or places on the stack that are written at each entry. Functions with few
// blocks have registers enough, and most of their blocks are needed: there, only the addresses go
// that the cases of a switch take apart. The last pass before code generation.
#pragma once

#include "llvm/IR/PassManager.h"

#include <cstddef>

namespace wexn::optimize {

class NearUsesPass : public llvm::PassInfoMixin<NearUsesPass> {
public:
  explicit NearUsesPass(size_t fewest_blocks = 64) : fewest_blocks_(fewest_blocks) {}
  llvm::PreservedAnalyses run(llvm::Function &f, llvm::FunctionAnalysisManager &am);

private:
  size_t fewest_blocks_;
};

} // namespace wexn::optimize
