// Checks of accesses (ir/access_check.h) become what the mode of their memory needs.
#pragma once

#include "llvm/IR/Metadata.h"
#include "llvm/IR/PassManager.h"

namespace wexn::optimize {

// Software bounds: a compare with the memory's size and a branch to a trap. Runs behind the passes
// that know checks, and behind those of LLVM that blocks ending at every access would hinder.
struct CompareBoundsPass : llvm::PassInfoMixin<CompareBoundsPass> {
  static bool isRequired() { return true; }
  llvm::PreservedAnalyses run(llvm::Function &f, llvm::FunctionAnalysisManager &am);
};

// Guarded memories: the access itself faults. Runs last; the code generator gets accesses that
// stay where they are.
struct PinAccessesPass : llvm::PassInfoMixin<PinAccessesPass> {
  static bool isRequired() { return true; }
  llvm::PreservedAnalyses run(llvm::Function &f, llvm::FunctionAnalysisManager &am);
};

// Of a store's alias scopes, which tell code generation for AArch64 so: that it cannot fault,
// because what it writes was compared with the memory's size or has been accessed before.
[[nodiscard]] bool cannot_fault(const llvm::MDNode *scopes);

} // namespace wexn::optimize
