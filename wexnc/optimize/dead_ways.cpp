// See dead_ways.h.
#include "wexnc/optimize/dead_ways.h"

#include "llvm/ADT/DenseMap.h"
#include "llvm/IR/CFG.h"
#include "llvm/IR/Function.h"
#include "llvm/IR/Instructions.h"
#include "llvm/Transforms/Scalar/ADCE.h"
#include "llvm/Transforms/Utils/Local.h"

#include <cstddef>

namespace wexn::optimize {

using namespace llvm;

namespace {

// Whether very many branches lead to a block that takes nothing from them.
bool have_one_end(const Function &f) {
  constexpr size_t kMany = 500;
  if (f.size() < kMany)
    return false;
  DenseMap<const BasicBlock *, size_t> ways;
  for (const BasicBlock &block : f)
    if (const auto *branch = dyn_cast<BranchInst>(block.getTerminator());
        branch && branch->isConditional())
      for (const BasicBlock *to : successors(branch))
        if (!isa<PHINode>(to->front()) && ++ways[to] == kMany)
          return true;
  return false;
}

} // namespace

PreservedAnalyses DeadWaysPass::run(Function &f, FunctionAnalysisManager &am) {
  if (!have_one_end(f))
    return PreservedAnalyses::all();
  // A way that is never taken would count for one that does something.
  bool changed = false;
  for (BasicBlock &block : f)
    changed |= ConstantFoldTerminator(&block, /*DeleteDeadConditions=*/true);
  if (changed) {
    removeUnreachableBlocks(f);
    am.invalidate(f, PreservedAnalyses::none());
  }
  PreservedAnalyses kept = ADCEPass().run(f, am);
  return changed ? PreservedAnalyses::none() : kept;
}

} // namespace wexn::optimize
