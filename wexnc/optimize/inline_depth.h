// A function into which calls were inlined many levels deep is inlined into no other. Each
// instruction has the chain of calls that it came through, and each inlining makes new chains of
// all of them: a thousand functions that call each other in a row would take memory with the square
// of their number. Runs between the inliner's visits, callees first; relies on the chains being in
// debug locations, which translated code always has for backtraces.
#pragma once

#include "llvm/IR/PassManager.h"

namespace wexn::optimize {

class InlineDepthPass : public llvm::PassInfoMixin<InlineDepthPass> {
public:
  llvm::PreservedAnalyses run(llvm::Function &f, llvm::FunctionAnalysisManager &);
};

} // namespace wexn::optimize
