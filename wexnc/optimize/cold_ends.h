// What a function does only when it never returns moves to a function of its own, if calls are
// nowhere else in it: to build an exception and throw it, mostly, with the clean-up of that. What
// is left calls nothing on its way to its return: it saves no registers, has no place for the
// instance in its frame, and may be inlined.
//
// Relies on: the moved part is entered from outside at its first block only, and ends in
// `unreachable` or `resume`, which do the same in a callee: a frame without a call in a try is
// passed over by a throw. A single call is as cheap where it is. Throws stay that the caller's
// handler may catch by a branch (local_throw.h). Backtraces leave the new function out, which is
// none of the module; its caller is in them. Runs before inlining.
#pragma once

#include "llvm/IR/PassManager.h"

namespace wexn::optimize {

class ColdEndsPass : public llvm::PassInfoMixin<ColdEndsPass> {
public:
  llvm::PreservedAnalyses run(llvm::Module &module, llvm::ModuleAnalysisManager &analyses);
};

} // namespace wexn::optimize
