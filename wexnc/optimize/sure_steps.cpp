// See sure_steps.h. What it relies on: scalar evolution knows nothing of a frozen value, so there
// is no condition on which one goes on in steps. What is accessed was not frozen before; so none of
// the freezes is needed behind the pass, nor are those that LoopVectorize made of them. A phi that
// becomes a frozen value is nothing that LoopVectorize knows (no induction, and neither a reduction
// nor a recurrence, as the value is made of the phi): it leaves such a loop alone.
#include "wexnc/optimize/sure_steps.h"

#include "wexnc/optimize/stand_ins.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SetVector.h"
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

SmallSetVector<Instruction *, 4> frozen_addresses(Function &f) {
  SmallSetVector<Instruction *, 4> found;
  for (Instruction &i : instructions(f))
    if (isa<FreezeInst>(i) && i.getType()->isPtrOrPtrVectorTy())
      found.insert(&i);
  return found;
}

// Before each access of a loop to what is no plain step.
void freeze_addresses(const Loop &loop, ScalarEvolution &se, StandIns &freezes) {
  for (BasicBlock *block : loop.blocks())
    for (Instruction &i : *block) {
      Value *pointer = getLoadStorePointerOperand(&i);
      if (!pointer)
        continue;
      const SCEV *address = se.getSCEV(pointer);
      if (isa<SCEVAddRecExpr>(address) || se.isLoopInvariant(address, &loop) || !may_wrap(address))
        continue;
      Use &use = i.getOperandUse(isa<LoadInst>(i) ? LoadInst::getPointerOperandIndex()
                                                  : StoreInst::getPointerOperandIndex());
      freezes.add(*new FreezeInst(pointer, "", i.getIterator()), &use);
    }
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
void freeze_steps(const Loop &loop, ScalarEvolution &se, StandIns &freezes) {
  BasicBlock *latch = loop.getLoopLatch();
  if (!latch)
    return;
  bool froze = false;
  for (PHINode &phi : loop.getHeader()->phis()) {
    auto *next = dyn_cast<Instruction>(phi.getIncomingValueForBlock(latch));
    if (!next || !se.isSCEVable(phi.getType()) || !may_stop(phi, *next, loop, se))
      continue;
    Use &use = phi.getOperandUse(static_cast<unsigned>(phi.getBasicBlockIndex(latch)));
    freezes.add(*new FreezeInst(next, "", latch->getTerminator()->getIterator()), &use);
    froze = true;
  }
  if (froze)
    se.forgetLoop(&loop);
}

} // namespace

PreservedAnalyses SureStepsPass::run(Function &f, FunctionAnalysisManager &am) {
  const SmallVector<Loop *> loops = am.getResult<LoopAnalysis>(f).getLoopsInPreorder();
  ScalarEvolution &se = am.getResult<ScalarEvolutionAnalysis>(f);
  const auto others = frozen_addresses(f);
  StandIns freezes(f, "wexn.step");
  for (const Loop *loop : loops)
    if (loop->isInnermost()) {
      freeze_steps(*loop, se, freezes);
      freeze_addresses(*loop, se, freezes);
    }
  const PreservedAnalyses kept = LoopVectorizePass().run(f, am);
  if (!freezes.any())
    return kept;
  for (Instruction *i : frozen_addresses(f)) // of what became vectors, without a mark
    if (!others.contains(i))
      freezes.add(*i, {});
  se.forgetAllLoops();
  freezes.take_away();
  return kept;
}

} // namespace wexn::optimize
