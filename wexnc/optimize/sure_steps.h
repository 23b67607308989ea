// IR -> IR: LLVM's LoopVectorize, which takes no address for one that goes on in steps unless it
// does so in every round. `x[i * 5 & 255]` it would take for one that goes on by 5 elements, on the
// condition that the product does not wrap in 8 bits, and leave that condition out where the
// product begins at 0; then rows are read and written behind the 255th element.
// And what counts the rounds but the last, such as `n += more` in a loop that goes on while there
// is more, it would take for a step further behind the loop, too.
#pragma once

#include "llvm/IR/PassManager.h"
#include "llvm/Transforms/Vectorize/LoopVectorize.h"

namespace wexn::optimize {

struct SureStepsPass : llvm::PassInfoMixin<SureStepsPass> {
  static llvm::StringRef name() {
    return llvm::LoopVectorizePass::name();
  } // it has the same limits
  llvm::PreservedAnalyses run(llvm::Function &f, llvm::FunctionAnalysisManager &am);
};

} // namespace wexn::optimize
