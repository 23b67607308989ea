// IR -> IR, before code generation for AArch64: two checks in a row that trap alike, with nothing
// between that could be told from the trap, take one branch:
//
//   br a > l, trap, next              ->    br a > l or b > m, trap, next
//   next: x = load a                        next: x = load a
//   br b > m, trap, further                 br further
//
// which is a compare, a conditional compare and a branch.
#pragma once

#include "llvm/IR/PassManager.h"

namespace wexn::optimize {

struct JoinedChecksPass : llvm::PassInfoMixin<JoinedChecksPass> {
  llvm::PreservedAnalyses run(llvm::Function &f, llvm::FunctionAnalysisManager &am);
};

} // namespace wexn::optimize
