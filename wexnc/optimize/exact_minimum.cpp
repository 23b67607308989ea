// See exact_minimum.h. What is chosen is hidden behind a freeze, which costs no instruction: then
// it is not seen to be what was compared.
//
// What it relies on: LLVM makes these instructions only of choices that it tells by the function
// asked here (ValueTracking), or of what may have no NaN and no zero of either sign, which nothing
// of ours says. Which of two numbers is the smaller is not changed, so this can't be wrong for
// another reason.
#include "wexnc/optimize/exact_minimum.h"

#include "wexnc/optimize/preserved.h"

#include "llvm/ADT/SmallVector.h"
#include "llvm/Analysis/ValueTracking.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/Instructions.h"

namespace wexn::optimize {

using namespace llvm;

namespace {

bool becomes_minimum(SelectInst &choice) {
  Value *a = nullptr, *b = nullptr;
  const SelectPatternResult found = matchSelectPattern(&choice, a, b);
  return (found.Flavor == SPF_FMINNUM || found.Flavor == SPF_FMAXNUM) &&
         found.NaNBehavior == SPNB_RETURNS_OTHER;
}

} // namespace

PreservedAnalyses ExactMinimumPass::run(Function &f, FunctionAnalysisManager &) {
  SmallVector<SelectInst *, 8> found;
  for (Instruction &i : instructions(f))
    if (auto *choice = dyn_cast<SelectInst>(&i);
        choice && choice->getType()->isFPOrFPVectorTy() && becomes_minimum(*choice))
      found.push_back(choice);
  for (SelectInst *choice : found)
    for (const unsigned operand : {1u, 2u})
      if (Value *value = choice->getOperand(operand); !isa<Constant>(value)) {
        auto *hidden = new FreezeInst(value, "exact", choice->getIterator());
        hidden->setDebugLoc(choice->getDebugLoc());
        choice->setOperand(operand, hidden);
      }
  return all_but_values(!found.empty());
}

} // namespace wexn::optimize
