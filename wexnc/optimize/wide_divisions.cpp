// See wide_divisions.h. Relies on nothing: the loop that takes a division's place is LLVM's own.
#include "wexnc/optimize/wide_divisions.h"

#include "llvm/ADT/SmallVector.h"
#include "llvm/IR/Function.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/Instructions.h"
#include "llvm/Transforms/Utils/IntegerDivision.h"

namespace wexn::optimize {

using namespace llvm;

PreservedAnalyses WideDivisionsPass::run(Function &f, FunctionAnalysisManager &) {
  SmallVector<BinaryOperator *, 2> divisions;
  bool shifts = false;
  for (Instruction &i : instructions(f)) {
    if (!i.getType()->isIntegerTy() || i.getType()->getIntegerBitWidth() <= 64)
      continue;
    if (i.isIntDivRem())
      divisions.push_back(cast<BinaryOperator>(&i));
    shifts |= i.isShift() && !isa<Constant>(i.getOperand(1));
  }
  if (divisions.empty() && !shifts)
    return PreservedAnalyses::all();
  for (BinaryOperator *division : divisions)
    if (division->getOpcode() == Instruction::UDiv || division->getOpcode() == Instruction::SDiv)
      expandDivision(division);
    else
      expandRemainder(division);
  // Where room counts most, shifts by what is no constant, as expanded divisions have, are calls,
  // too.
  f.removeFnAttr(Attribute::MinSize);
  return PreservedAnalyses::none();
}

} // namespace wexn::optimize
