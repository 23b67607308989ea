// See vmctx_slot.h.
#include "wexnc/codegen/vmctx_slot.h"

#include "wexnc/support/result.h"

#include "llvm/ADT/SmallVector.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/Instructions.h"

namespace wexn::codegen {

using namespace llvm;

static void add_slot(Function &f) {
  if (f.arg_empty() || !f.getArg(0)->getType()->isPointerTy())
    bug("a function with invokes has no vmctx argument");
  IRBuilder<> b(&f.getEntryBlock(), f.getEntryBlock().begin());
  Type *ptr = PointerType::get(f.getContext(), 0);
  AllocaInst *slot = b.CreateAlloca(ptr, nullptr, "wexn.vmctx.slot");
  slot->setMetadata(kVmctxSlotMetadata, MDNode::get(f.getContext(), {}));
  b.CreateStore(f.getArg(0), slot, /*isVolatile=*/true);
}

void add_vmctx_slots(Module &module) {
  for (Function &f : module) {
    bool has_invoke = false;
    SmallVector<ResumeInst *, 8> resumes;
    for (BasicBlock &block : f) {
      has_invoke |= isa<InvokeInst>(block.getTerminator());
      if (auto *resume = dyn_cast<ResumeInst>(block.getTerminator()))
        resumes.push_back(resume);
    }
    for (ResumeInst *resume : resumes) {
      new UnreachableInst(f.getContext(), resume->getIterator());
      resume->eraseFromParent();
    }
    if (has_invoke)
      add_slot(f);
  }
}

} // namespace wexn::codegen
