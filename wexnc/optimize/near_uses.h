// What is cheap to compute from one value is computed where it is used, if that is less often than
// where it was. LLVM's passes bring it out of loops, however seldom the places in there are come to
// that need it: an interpreter's loop begins with a row of addresses that each a few cases use. All
// of them take registers, or places on the stack that are written at each entry. Functions with few
// blocks have registers enough, and most of their blocks are needed: there, only the addresses go
// that the cases of a switch take apart; and those only where an access adds base, index and a
// constant for nothing. The last pass before code generation.
#pragma once

#include "llvm/IR/PassManager.h"

#include <cstddef>

namespace wexn::optimize {

class NearUsesPass : public llvm::PassInfoMixin<NearUsesPass> {
public:
  enum class Addresses { Stay, GoBehindSwitches };
  explicit NearUsesPass(size_t fewest_blocks = 64,
                        Addresses addresses = Addresses::GoBehindSwitches)
      : fewest_blocks_(fewest_blocks), addresses_(addresses) {}
  llvm::PreservedAnalyses run(llvm::Function &f, llvm::FunctionAnalysisManager &am);

private:
  size_t fewest_blocks_;
  Addresses addresses_;
};

} // namespace wexn::optimize
