// Where ways come together, a phi of x + c beside a phi of x, on each way (where an interpreter
// reads and what it reads next), is the sum of the other phi and c. It is computed behind the last
// use of that phi, so that both are one register: else the sum was made on each way, before x was
// used. One of the last passes before code generation.
#pragma once

#include "llvm/IR/PassManager.h"

namespace wexn::optimize {

struct PhiStepsPass : llvm::PassInfoMixin<PhiStepsPass> {
  llvm::PreservedAnalyses run(llvm::Function &f, llvm::FunctionAnalysisManager &am);
};

} // namespace wexn::optimize
