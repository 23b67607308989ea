// See vector_divisions.h. What it relies on: a constrained division that rounds to nearest and
// looks at no flags is the same instruction (LLVM's language reference, "Constrained Floating-Point
// Intrinsics"), and it is selected as a node of its own, which
// TargetLowering::SimplifyDemandedVectorElts does not know.
#include "wexnc/emit/vector_divisions.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/Module.h"

namespace wexn {

using namespace llvm;

void keep_vector_divisions(Module &module) {
  for (Function &f : module)
    for (Instruction &i : make_early_inc_range(instructions(f))) {
      if (i.getOpcode() != Instruction::FDiv || !i.getType()->isVectorTy())
        continue;
      CallInst *quotient = IRBuilder<>(&i).CreateConstrainedFPBinOp(
          Intrinsic::experimental_constrained_fdiv, i.getOperand(0), i.getOperand(1), nullptr, "",
          nullptr, RoundingMode::NearestTiesToEven, fp::ebIgnore);
      i.replaceAllUsesWith(quotient);
      i.eraseFromParent();
    }
}

} // namespace wexn
