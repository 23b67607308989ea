// A throw whose handler is in the same function, mostly after inlining, becomes a branch. Spec:
// throw, try_table (Execution, Control Instructions): the first clause that matches catches.
//
// Which tag is thrown is told by an attribute on the call of wexn_rt_throw; two tag indices of a
// module may be one tag at run time unless the module defines one of them itself.
#pragma once

#include "llvm/IR/PassManager.h"

namespace wexn::optimize {

class LocalThrowPass : public llvm::PassInfoMixin<LocalThrowPass> {
public:
  llvm::PreservedAnalyses run(llvm::Function &f, llvm::FunctionAnalysisManager &analyses);
};

} // namespace wexn::optimize
