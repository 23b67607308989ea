// See vmctx_slot.h.
#include "wexnc/optimize/vmctx_slot.h"

#include "wexnc/ir/clause_marker.h"
#include "wexnc/optimize/unused_exnref.h"
#include "wexnc/support/result.h"

#include "llvm/ADT/SmallVector.h"
#include "llvm/IR/CFG.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/Instructions.h"
#include "llvm/Transforms/Utils/BasicBlockUtils.h"
#include "llvm/Transforms/Utils/Local.h"

namespace wexn::optimize {

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

// Landing pads' dispatch without the case that no clause matches: branches to a block of nothing
// but `resume` lose that arm.
static void drop_resume(ResumeInst *resume) {
  BasicBlock *block = resume->getParent();
  if (block->getFirstNonPHIOrDbg() == resume && !block->isEntryBlock()) {
    for (BasicBlock *pred : SmallVector<BasicBlock *, 8>(predecessors(block))) {
      auto *branch = dyn_cast<BranchInst>(pred->getTerminator());
      if (!branch || !branch->isConditional() || branch->getSuccessor(0) == branch->getSuccessor(1))
        continue;
      Value *condition = branch->getCondition();
      BasicBlock *other = branch->getSuccessor(branch->getSuccessor(0) == block);
      block->removePredecessor(pred);
      BranchInst::Create(other, branch->getIterator());
      branch->eraseFromParent();
      RecursivelyDeleteTriviallyDeadInstructions(condition);
    }
    if (pred_empty(block)) {
      DeleteDeadBlock(block);
      return;
    }
  }
  new UnreachableInst(block->getContext(), resume->getIterator());
  resume->eraseFromParent();
}

void add_vmctx_slots(Module &module) {
  for (Function &f : module) {
    ir::lower_clause_selectors(f);
    drop_unused_references(f);
    bool has_invoke = false;
    SmallVector<ResumeInst *, 8> resumes;
    for (BasicBlock &block : f) {
      has_invoke |= isa<InvokeInst>(block.getTerminator());
      if (auto *resume = dyn_cast<ResumeInst>(block.getTerminator()))
        resumes.push_back(resume);
    }
    for (ResumeInst *resume : resumes)
      drop_resume(resume);
    if (has_invoke)
      add_slot(f);
  }
}

} // namespace wexn::optimize
