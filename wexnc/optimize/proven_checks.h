// IR -> IR: checks of accesses that prove true go (ir/access_check.h). What proves them says of
// sums that they do not wrap, too: in the last run, an access through base + zext(x + 8) to
// a guarded memory becomes one through (base + zext(x)) + 8, which takes no instruction for the
// sum; and where x stays in a loop and y has few bits, one through base + zext(x + 4 * y) becomes
// one through (base + zext(x)) + 4 * zext(y), of which the first part is made before the loop.
#pragma once

#include "llvm/IR/PassManager.h"

namespace wexn::optimize {

class ProvenChecksPass : public llvm::PassInfoMixin<ProvenChecksPass> {
public:
  enum class Sums { Stay, BecomeParts }; // of addresses
  explicit ProvenChecksPass(Sums sums = Sums::Stay) : sums_(sums) {}
  llvm::PreservedAnalyses run(llvm::Function &f, llvm::FunctionAnalysisManager &am);

private:
  Sums sums_;
};

} // namespace wexn::optimize
