// IR -> IR, for x86, before code is generated: a choice between a conversion of a floating-point
// number to an integer and what C compilers have for numbers that do not fit becomes the conversion
// alone, where that is what x86's gives for them: the "integer indefinite", the lowest number.
//   fabs(x) < 2^31 ? fptosi(x) : -2^31    cvttsd2si
//   x < 2^32 && x >= 0 ? fptoui(x) : 0    cvttsd2si to 64 bits, and 0 if they are not 32
// A conversion that saturates, to an integer with a sign, begins with that one, too, and what it
// was comes only behind a branch, if that gives the lowest number (not where room counts, nor where
// a function has very many).
#pragma once

#include "llvm/IR/PassManager.h"

namespace wexn::optimize {

struct IndefiniteIntegersPass : llvm::PassInfoMixin<IndefiniteIntegersPass> {
  llvm::PreservedAnalyses run(llvm::Function &f, llvm::FunctionAnalysisManager &am);
};

} // namespace wexn::optimize
