// See own_ends.h.
//
// What it relies on: a copy of a block does what the block does. What it uses is computed before
// the block, so before every branch to it; nothing can come behind a block that never returns, and
// those that begin with phis or where exceptions land are left alone. The instance is a function's
// first argument, which never changes; the slot is written before anything else is done.
#include "wexnc/emit/own_ends.h"

#include "llvm/ADT/MapVector.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/CodeGen/StackProtector.h"
#include "llvm/IR/BasicBlock.h"
#include "llvm/IR/Function.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/Instructions.h"
#include "llvm/Pass.h"
#include "llvm/Transforms/Utils/Cloning.h"
#include "llvm/Transforms/Utils/ValueMapper.h"

namespace wexn::emit {

using namespace llvm;

namespace {

constexpr size_t kLongest = 4; // instructions of such a block
// So many branches of a function have one of their own; of more, neighbours share it. What comes
// behind takes time with more than their number.
constexpr size_t kMost = 2000;
// From so many on they have the instance from a slot of the frame.
constexpr size_t kMany = 32;

using Branches = MapVector<BasicBlock *, SmallVector<BranchInst *>>; // by where they go to

class OwnEnds : public FunctionPass {
public:
  OwnEnds() : FunctionPass(id_) {}

  bool runOnFunction(Function &f) override {
    Branches branches;
    size_t count = 0;
    for (BasicBlock &block : f)
      if (auto *branch = dyn_cast<BranchInst>(block.getTerminator());
          branch && branch->isConditional() && branch->getSuccessor(0) != branch->getSuccessor(1))
        for (BasicBlock *to : branch->successors())
          if (is_end(*to)) {
            branches[to].push_back(branch);
            ++count;
          }
    if (count >= kMany)
      take_from_slot(f, branches);
    const size_t shared_by = 1 + count / kMost;
    bool changed = false;
    for (const auto &[end, to_end] : branches)
      for (size_t i = shared_by; i < to_end.size(); i += shared_by) {
        BasicBlock *own = copy(*end);
        for (BranchInst *branch : ArrayRef(to_end).slice(i).take_front(shared_by))
          branch->replaceSuccessorWith(end, own);
        changed = true;
      }
    return changed;
  }

  // What that knows of slots stays; it can't be asked again.
  void getAnalysisUsage(AnalysisUsage &usage) const override {
    usage.addPreserved<StackProtector>();
  }

  [[nodiscard]] StringRef getPassName() const override { return "wexnc own ends"; }

private:
  inline static char id_ = 0;

  static bool is_end(const BasicBlock &block) {
    return isa<UnreachableInst>(block.getTerminator()) && block.size() <= kLongest &&
           !isa<PHINode>(block.front()) && !block.isEHPad() && !block.hasAddressTaken();
  }

  // Else each of them would be a place at which the instance is needed in a register; the more such
  // places a value has per use, the sooner the register allocator spills it. Not those that want it
  // in the register in which it came: to load that, its caller's would have to be saved.
  static void take_from_slot(Function &f, const Branches &branches) {
    Argument *vmctx = f.arg_empty() ? nullptr : f.getArg(0);
    if (!vmctx || !vmctx->getType()->isPointerTy())
      return;
    SmallVector<BasicBlock *> ends;
    for (const auto &[end, from] : branches)
      if (any_of(*end, [&](const Instruction &i) {
            const auto *call = dyn_cast<CallBase>(&i);
            return is_contained(i.operands(), vmctx) &&
                   !(call && call->getAttributes().hasParamAttr(0, Attribute::SwiftSelf));
          }))
        ends.push_back(end);
    if (ends.empty())
      return;
    IRBuilder<> b(&f.getEntryBlock(), f.getEntryBlock().begin());
    AllocaInst *slot = b.CreateAlloca(vmctx->getType(), nullptr, "vmctx.of.ends");
    b.CreateStore(vmctx, slot);
    for (BasicBlock *end : ends) {
      b.SetInsertPoint(&*end->begin());
      Value *loaded = b.CreateLoad(vmctx->getType(), slot);
      for (Instruction &i : *end)
        i.replaceUsesOfWith(vmctx, loaded);
    }
  }

  static BasicBlock *copy(BasicBlock &end) {
    ValueToValueMapTy values;
    BasicBlock *made = CloneBasicBlock(&end, values, "", end.getParent());
    for (Instruction &i : *made)
      RemapInstruction(&i, values, RF_NoModuleLevelChanges | RF_IgnoreMissingLocals);
    return made;
  }
};

} // namespace

void add_own_ends_pass(TargetPassConfig &config) {
  if (config.getOptLevel() != CodeGenOptLevel::None)
    config.insertPass(&StackProtector::ID, new OwnEnds);
}

} // namespace wexn::emit
