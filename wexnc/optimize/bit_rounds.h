// IR -> IR: loops over the bits of a word that go on until as many rounds are through as the word
// has bits -> until no bit is left. Compilers to WebAssembly, LLVM among them, make the first of
// the second. It needs a counter, which nobody else wants, and hides that the word is never zero
// (nonzero.h).
//
// Runs once loops are vectors or have their versions, for which a number of rounds that is known
// before counts.
#pragma once

#include "llvm/IR/PassManager.h"

namespace llvm {
class Loop;
}

namespace wexn::optimize {

// REQUIRES: loops in simplified form.
struct BitRoundsPass : llvm::PassInfoMixin<BitRoundsPass> {
  llvm::PreservedAnalyses run(llvm::Function &f, llvm::FunctionAnalysisManager &am);
};

// Whether each round takes the lowest bit away from a word. Such a loop is never vectorised.
[[nodiscard]] bool takes_bits(const llvm::Loop &loop);

} // namespace wexn::optimize
