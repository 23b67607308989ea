// IR -> IR: arithmetic makes a signalling NaN quiet, which LLVM forgets where it folds: of x * 1,
// x - 0 or the promotion of x demoted again it leaves x, as soon as it finds the constant. So
// translation puts a fence around what arithmetic gives, through which LLVM does not look. Here
// fences go: where one no longer holds arithmetic, its NaNs are made quiet by hand.
#pragma once

#include "llvm/IR/PassManager.h"

namespace wexn::optimize {

// Runs before what fences are in the way of, vectorising, and behind all that finds constants; at
// -O0, where nothing does, code generation is kept from finding them.
struct ExactNansPass : llvm::PassInfoMixin<ExactNansPass> {
  enum class Fences { KeepSome, None, AroundComputed };
  explicit ExactNansPass(Fences fences) : fences_(fences) {}
  llvm::PreservedAnalyses run(llvm::Function &f, llvm::FunctionAnalysisManager &am);
  static bool isRequired() { return true; }

private:
  Fences fences_;
};

} // namespace wexn::optimize
