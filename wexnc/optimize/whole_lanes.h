// IR -> IR: LLVM's SLPVectorizer, with lanes as wide as the scalars that they are made of. It makes
// rows of scalars in narrower lanes where it takes all that matters to fit, and what it takes for
// that is wrong for some numbers that were extended, some with their sign and some with zeros,
// and for shifts beside other operations. A function in which it made any such lane is put back as
// it was.
#pragma once

#include "llvm/IR/PassManager.h"
#include "llvm/Transforms/Vectorize/SLPVectorizer.h"

namespace wexn::optimize {

struct WholeLanesPass : llvm::PassInfoMixin<WholeLanesPass> {
  static llvm::StringRef name() {
    return llvm::SLPVectorizerPass::name();
  } // it has the same limits
  llvm::PreservedAnalyses run(llvm::Function &f, llvm::FunctionAnalysisManager &am);
};

} // namespace wexn::optimize
