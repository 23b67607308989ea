// IR -> IR, before code generation: what a phi takes on the way from a switch of many cases, in a
// loop, is computed in a block on that way. Code generation has no place for it there once the
// switch is a jump through a table, and computes it before every jump: an interpreter's next step
// began with the constants and addresses that a few of its cases want. Blocks that stay empty, or
// that most ways lead through, go again in code generation.
#pragma once

#include "llvm/IR/PassManager.h"

namespace llvm {
class BasicBlock;
}

namespace wexn::optimize {

struct SwitchWaysPass : llvm::PassInfoMixin<SwitchWaysPass> {
  llvm::PreservedAnalyses run(llvm::Function &f, llvm::FunctionAnalysisManager &am);
};

// Whether it ends in a switch of so many cases that code generation jumps through a table.
[[nodiscard]] bool leads_to_many(const llvm::BasicBlock &block, unsigned fewest);

} // namespace wexn::optimize
