// See stand_ins.h. The mark is metadata, which instructions keep when they are cloned.
#include "wexnc/optimize/stand_ins.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/IR/Constants.h"
#include "llvm/IR/Function.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/Instruction.h"
#include "llvm/IR/LLVMContext.h"
#include "llvm/IR/Metadata.h"

namespace wexn::optimize {

using namespace llvm;

StandIns::StandIns(Function &f, StringRef mark) : f_(f), mark_(f.getContext().getMDKindID(mark)) {}

void StandIns::add(Instruction &stand_in) {
  SmallVector<Use *> uses;
  for (Use &use : stand_in.getOperand(0)->uses())
    if (use.getUser() != &stand_in)
      uses.push_back(&use);
  add(stand_in, uses);
}

void StandIns::add(Instruction &stand_in, ArrayRef<Use *> uses) {
  stand_in.setMetadata(mark_, MDNode::get(f_.getContext(), {}));
  for (Use *use : uses)
    use->set(&stand_in);
  any_ = true;
}

void StandIns::take_away() {
  if (!any_)
    return;
  for (Instruction &i : make_early_inc_range(instructions(f_)))
    if (i.hasMetadata(mark_)) {
      Value *stood_for = i.getOperand(0);
      if (stood_for == &i) // where control never comes
        stood_for = PoisonValue::get(i.getType());
      i.replaceAllUsesWith(stood_for);
      i.eraseFromParent();
    }
}

} // namespace wexn::optimize
