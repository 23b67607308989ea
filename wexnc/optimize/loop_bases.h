// AArch64 has no access at base + index + constant. In loops that are not large, base + constant is
// computed before the loop for accesses with an index that changes (tables of constants, above
// all), which takes an addition out of each round; of several constants with one index, as fields
// are, the lowest, if it is none that an access takes. One of the last passes before code
// generation.
#pragma once

#include "llvm/IR/PassManager.h"

namespace wexn::optimize {

struct LoopBasesPass : llvm::PassInfoMixin<LoopBasesPass> {
  llvm::PreservedAnalyses run(llvm::Function &f, llvm::FunctionAnalysisManager &am);
};

} // namespace wexn::optimize
