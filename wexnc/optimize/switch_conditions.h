// IR -> IR: LLVM's CorrelatedValuePropagation, which counts the cases of a switch that may come,
// and takes the way to the default for one that is never gone if the switch's value has no more
// values than that. Where a case goes back to the phi that the switch asks for and never comes,
// the phi may become what it has from elsewhere while the cases are counted: the values are then
// those of another value than the cases that were counted.
#pragma once

#include "llvm/IR/PassManager.h"

namespace wexn::optimize {

struct SwitchConditionsPass : llvm::PassInfoMixin<SwitchConditionsPass> {
  llvm::PreservedAnalyses run(llvm::Function &f, llvm::FunctionAnalysisManager &am);
};

} // namespace wexn::optimize
