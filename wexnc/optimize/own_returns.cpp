// See own_returns.h.
#include "wexnc/optimize/own_returns.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/IR/CFG.h"
#include "llvm/IR/Function.h"
#include "llvm/IR/Instructions.h"

namespace wexn::optimize {

using namespace llvm;

namespace {

constexpr unsigned kMany = 1000;

// The phi of a block that is nothing but it and its return; null for others.
PHINode *joined(BasicBlock &block) {
  auto *ret = dyn_cast<ReturnInst>(block.getTerminator());
  auto *phi = dyn_cast<PHINode>(&block.front());
  return ret && phi && phi->getNextNode() == ret && ret->getReturnValue() == phi &&
                 phi->getNumIncomingValues() >= kMany
             ? phi
             : nullptr;
}

bool goes_on(const BasicBlock &block) {
  const auto *branch = dyn_cast<BranchInst>(block.getTerminator());
  return branch && branch->isUnconditional();
}

bool divide(PHINode &phi) {
  SmallVector<unsigned> own;
  for (unsigned i = 0; i < phi.getNumIncomingValues(); ++i)
    if (goes_on(*phi.getIncomingBlock(i)))
      own.push_back(i);
  // One stays: what has no way to it would have to go.
  if (own.size() == phi.getNumIncomingValues())
    own.pop_back();
  Instruction *ret = phi.getNextNode();
  for (const unsigned i : own) {
    Instruction *branch = phi.getIncomingBlock(i)->getTerminator();
    ReturnInst *made =
        ReturnInst::Create(phi.getContext(), phi.getIncomingValue(i), branch->getIterator());
    made->setDebugLoc(ret->getDebugLoc());
    branch->eraseFromParent();
  }
  phi.removeIncomingValueIf([&](unsigned i) { return binary_search(own, i); },
                            /*DeletePHIIfEmpty=*/false);
  return !own.empty();
}

} // namespace

PreservedAnalyses OwnReturnsPass::run(Function &f, FunctionAnalysisManager &) {
  bool changed = false;
  if (f.size() >= kMany)
    for (BasicBlock &block : f)
      if (PHINode *phi = joined(block))
        changed |= divide(*phi);
  return changed ? PreservedAnalyses::none() : PreservedAnalyses::all();
}

} // namespace wexn::optimize
