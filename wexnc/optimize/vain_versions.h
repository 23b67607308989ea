// IR -> IR, behind the vectorisers: a loop over a guarded memory that got a version without checks
// (range_versions.h) runs as it was alone again, if no vector came of that version and it does as
// much as the loop as it was.
#pragma once

#include "llvm/IR/PassManager.h"

namespace llvm {
class BranchInst;
} // namespace llvm

namespace wexn::optimize {

// The branch chooses between such versions.
void mark_guarded_versions(llvm::BranchInst &branch);

// What is not reached any more is left for SimplifyCFG.
struct VainVersionsPass : llvm::PassInfoMixin<VainVersionsPass> {
  llvm::PreservedAnalyses run(llvm::Function &f, llvm::FunctionAnalysisManager &am);
};

} // namespace wexn::optimize
