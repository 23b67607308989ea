// See leaf_frames.h.
#include "wexnc/optimize/leaf_frames.h"

#include "wexnc/ir/func_marks.h"
#include "wexnc/optimize/stack_check.h"

#include "llvm/ADT/SmallVector.h"
#include "llvm/Analysis/CFG.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/IntrinsicInst.h"

namespace wexn::optimize {

using namespace llvm;

namespace {

bool needs_frame(const Instruction &i) {
  if (const auto *call = dyn_cast<CallBase>(&i))
    return isa<IntrinsicInst>(call) ? isa<MemIntrinsic>(call) : !call->hasFnAttr(kJumpAttribute);
  return i.isVolatile() || i.isAtomic() || isa<AllocaInst>(i);
}

bool has_loop(const Function &f) {
  SmallVector<std::pair<const BasicBlock *, const BasicBlock *>, 4> back;
  FindFunctionBackedges(f, back);
  return !back.empty();
}

} // namespace

void drop_leaf_frames(Module &module) {
  for (Function &f : module)
    // With guard pages, what lies on the stack can fault, too. Tail calls need their frames'
    // layout.
    if (!f.isDeclaration() && f.hasFnAttribute(ir::kFuncIndexAttribute) &&
        !f.hasFnAttribute("probe-stack") && f.getCallingConv() == CallingConv::C &&
        none_of(instructions(f), needs_frame) && !has_loop(f))
      f.addFnAttr("frame-pointer", "non-leaf");
}

} // namespace wexn::optimize
