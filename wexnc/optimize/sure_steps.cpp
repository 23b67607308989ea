// See sure_steps.h. What it relies on: scalar evolution knows nothing of a frozen value, so there
// is no condition on which one goes on in steps. What is accessed was not frozen before; so none of
// the freezes is needed behind the pass, nor are those that LoopVectorize made of them. A phi that
// becomes a frozen value is nothing that LoopVectorize knows (no induction, and neither a reduction
// nor a recurrence, as the value is made of the phi): it leaves such a loop alone.
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

// A phi goes on in steps if it does so wherever the loop goes on. What it would be next is not a
// step further where the loop ends, if it is not always.
bool may_stop(PHINode &phi, Instruction &next, const Loop &loop, ScalarEvolution &se) {
  if (all_of(next.users(),
             [&](const User *user) { return loop.contains(cast<Instruction>(user)); }))
    return false;
  const auto *steps = dyn_cast<SCEVAddRecExpr>(se.getSCEV(&phi));
  return steps && steps->getPostIncExpr(se) != se.getSCEV(&next);
}

// At the end of each round, what may stop.
void freeze_steps(Loop &loop, ScalarEvolution &se, SmallVectorImpl<FreezeInst *> &freezes) {
  BasicBlock *latch = loop.getLoopLatch();
  if (!latch)
    return;
  const size_t before = freezes.size();
  for (PHINode &phi : loop.getHeader()->phis()) {
    auto *next = dyn_cast<Instruction>(phi.getIncomingValueForBlock(latch));
    if (!next || !se.isSCEVable(phi.getType()) || !may_stop(phi, *next, loop, se))
      continue;
    freezes.push_back(new FreezeInst(next, "", latch->getTerminator()->getIterator()));
    phi.setIncomingValueForBlock(latch, freezes.back());
  }
  if (freezes.size() > before)
    se.forgetLoop(&loop);
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
  SmallVector<FreezeInst *> steps;
  for (Loop *loop : loops)
    if (loop->isInnermost()) {
      freeze_steps(*loop, se, steps);
      froze |= freeze_addresses(*loop, se);
    }
  PreservedAnalyses kept = LoopVectorizePass().run(f, am);
  for (FreezeInst *each : steps) {
    each->replaceAllUsesWith(each->getOperand(0));
    each->eraseFromParent();
  }
  if (froze)
    for (Instruction &i : make_early_inc_range(instructions(f)))
      if (is_frozen_address(i) && !others.contains(&i)) {
        i.replaceAllUsesWith(i.getOperand(0));
        i.eraseFromParent();
      }
  if (!steps.empty())
    se.forgetAllLoops();
  return kept;
}

} // namespace wexn::optimize
