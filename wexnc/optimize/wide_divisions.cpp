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
  SmallVector<BinaryOperator *, 2> wide;
  for (Instruction &i : instructions(f))
    if (i.isIntDivRem() && i.getType()->isIntegerTy() && i.getType()->getIntegerBitWidth() > 64)
      wide.push_back(cast<BinaryOperator>(&i));
  for (BinaryOperator *division : wide)
    if (division->getOpcode() == Instruction::UDiv || division->getOpcode() == Instruction::SDiv)
      expandDivision(division);
    else
      expandRemainder(division);
  return wide.empty() ? PreservedAnalyses::all() : PreservedAnalyses::none();
}

} // namespace wexn::optimize
