// See switch_conditions.h. What it relies on: CorrelatedValuePropagation (processSwitch) replaces
// nothing while it counts but phis of blocks that the switch itself goes to, when it takes a way
// from there (BasicBlock::removePredecessor). A sum with zero is none; it has the same values,
// which are found out for it as for the phi, and stays as it is. It stands behind the phis and is
// used in their place, so that what the ways of the switch say of it is known where it is used.
#include "wexnc/optimize/switch_conditions.h"

#include "wexnc/optimize/stand_ins.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/IR/CFG.h"
#include "llvm/IR/Constants.h"
#include "llvm/IR/Function.h"
#include "llvm/IR/InstrTypes.h"
#include "llvm/IR/Instructions.h"
#include "llvm/Transforms/Scalar/CorrelatedValuePropagation.h"

namespace wexn::optimize {

using namespace llvm;

namespace {

// The phi that `block` ends in a switch of and goes back to; null: none.
PHINode *phi_of_switch(BasicBlock &block) {
  const auto *ways = dyn_cast<SwitchInst>(block.getTerminator());
  auto *phi = ways ? dyn_cast<PHINode>(ways->getCondition()) : nullptr;
  return phi && is_contained(successors(&block), phi->getParent()) ? phi : nullptr;
}

} // namespace

PreservedAnalyses SwitchConditionsPass::run(Function &f, FunctionAnalysisManager &am) {
  StandIns sums(f, "wexn.condition");
  for (BasicBlock &block : f)
    if (PHINode *phi = phi_of_switch(block))
      sums.add(*BinaryOperator::CreateAdd(phi, Constant::getNullValue(phi->getType()), "",
                                          phi->getParent()->getFirstInsertionPt()));
  const PreservedAnalyses kept = CorrelatedValuePropagationPass().run(f, am);
  sums.take_away();
  return kept;
}

} // namespace wexn::optimize
