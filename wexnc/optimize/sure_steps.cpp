// See sure_steps.h. What it relies on: scalar evolution knows nothing of a frozen value, so there
// is no condition on which one goes on in steps. What is accessed was not frozen before; so none of
// the freezes is needed behind the pass, nor are those that LoopVectorize made of them.
#include "wexnc/optimize/sure_steps.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallPtrSet.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/Analysis/LoopInfo.h"
#include "llvm/Analysis/ScalarEvolution.h"
#include "llvm/Analysis/ScalarEvolutionExpressions.h"
#include "llvm/IR/Function.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/Instructions.h"

namespace wexn::optimize {

using namespace llvm;

namespace {

bool goes_on(const SCEV *part) {
  const auto *unknown = dyn_cast<SCEVUnknown>(part);
  return isa<SCEVAddRecExpr>(part) || (unknown && isa<PHINode>(unknown->getValue()));
}

// Steps that were extended from fewer bits, and a phi that may be such steps.
bool may_wrap(const SCEV *address) {
  return SCEVExprContains(address, [](const SCEV *part) {
    return isa<SCEVUnknown>(part)
               ? goes_on(part)
               : isa<SCEVIntegralCastExpr>(part) && SCEVExprContains(part, goes_on);
  });
}

bool is_frozen_address(const Instruction &i) {
  return isa<FreezeInst>(i) && i.getType()->isPtrOrPtrVectorTy();
}

// Before each access of a loop to what is no plain step.
bool freeze_addresses(const Loop &loop, ScalarEvolution &se) {
  bool changed = false;
  for (BasicBlock *block : loop.blocks())
    for (Instruction &i : *block) {
      Value *pointer = getLoadStorePointerOperand(&i);
      if (!pointer)
        continue;
      const SCEV *address = se.getSCEV(pointer);
      if (isa<SCEVAddRecExpr>(address) || se.isLoopInvariant(address, &loop) || !may_wrap(address))
        continue;
      i.setOperand(isa<LoadInst>(i) ? LoadInst::getPointerOperandIndex()
                                    : StoreInst::getPointerOperandIndex(),
                   new FreezeInst(pointer, "", i.getIterator()));
      changed = true;
    }
  return changed;
}

} // namespace

PreservedAnalyses SureStepsPass::run(Function &f, FunctionAnalysisManager &am) {
  const SmallVector<Loop *> loops = am.getResult<LoopAnalysis>(f).getLoopsInPreorder();
  ScalarEvolution &se = am.getResult<ScalarEvolutionAnalysis>(f);
  SmallPtrSet<const Instruction *, 4> others;
  for (const Instruction &i : instructions(f))
    if (is_frozen_address(i))
      others.insert(&i);
  bool froze = false;
  for (const Loop *loop : loops)
    if (loop->isInnermost())
      froze |= freeze_addresses(*loop, se);
  PreservedAnalyses kept = LoopVectorizePass().run(f, am);
  if (froze)
    for (Instruction &i : make_early_inc_range(instructions(f)))
      if (is_frozen_address(i) && !others.contains(&i)) {
        i.replaceAllUsesWith(i.getOperand(0));
        i.eraseFromParent();
      }
  return kept;
}

} // namespace wexn::optimize
