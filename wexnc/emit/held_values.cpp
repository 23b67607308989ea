// See held_values.h. It relies on nothing: whichever value is chosen is one of those, and used
// behind the call, in a register or in its place on the stack. Another choice costs registers, no
// objects.
#include "wexnc/emit/held_values.h"

#include "wexnc/optimize/held_references.h"

#include "llvm/ADT/MapVector.h"
#include "llvm/ADT/SmallPtrSet.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/CodeGen/MachineFunctionPass.h"
#include "llvm/CodeGen/MachineInstr.h"
#include "llvm/CodeGen/Passes.h"
#include "llvm/CodeGen/StackProtector.h"
#include "llvm/IR/CFG.h"
#include "llvm/IR/Dominators.h"
#include "llvm/IR/InlineAsm.h"
#include "llvm/IR/Instructions.h"
#include "llvm/Pass.h"
#include "llvm/Target/TargetMachine.h"
#include "llvm/TargetParser/Triple.h"

namespace wexn::emit {

using namespace llvm;

namespace {

// Where a value is needed for something else than to be held.
class Range {
public:
  explicit Range(const Value &value) {
    const auto *instr = dyn_cast<Instruction>(&value);
    begin_ = instr ? instr->getParent() : nullptr;
    for (const Use &use : value.uses()) {
      const auto *user = cast<Instruction>(use.getUser());
      if (optimize::holds_reference(*user))
        continue;
      if (const auto *phi = dyn_cast<PHINode>(user)) {
        leaves(phi->getIncomingBlock(use));
      } else {
        users_.push_back(user);
        if (user->getParent() != begin_)
          enters(user->getParent());
      }
    }
    while (!waiting_.empty())
      for (const BasicBlock *before : predecessors(waiting_.pop_back_val()))
        leaves(before);
  }

  [[nodiscard]] bool goes_on(const Instruction &from) const {
    return out_.contains(from.getParent()) || any_of(users_, [&](const Instruction *user) {
             return user->getParent() == from.getParent() && from.comesBefore(user);
           });
  }
  [[nodiscard]] bool leaves(const Instruction &from) const {
    return out_.contains(from.getParent());
  }

private:
  const BasicBlock *begin_;
  SmallVector<const Instruction *, 8> users_;
  SmallPtrSet<const BasicBlock *, 8> out_, in_;
  SmallVector<const BasicBlock *, 8> waiting_;

  void enters(const BasicBlock *block) {
    if (in_.insert(block).second)
      waiting_.push_back(block);
  }
  void leaves(const BasicBlock *block) {
    if (out_.insert(block).second && block != begin_)
      enters(block);
  }
};

class HeldValues : public FunctionPass {
public:
  HeldValues() : FunctionPass(id_) {}

  bool runOnFunction(Function &f) override {
    MapVector<Value *, SmallVector<CallInst *, 4>> held;
    for (BasicBlock &block : f)
      for (Instruction &instr : block)
        if (optimize::holds_reference(instr))
          held[instr.getOperand(0)].push_back(cast<CallInst>(&instr));
    if (held.empty())
      return false;
    const DominatorTree tree(f);
    const bool x86 = Triple(f.getParent()->getTargetTriple()).isX86();
    for (const auto &[reference, holds] : held)
      if (reference->getType()->isIntegerTy(32))
        choose(tree, x86, reference, holds);
    return true;
  }

  void getAnalysisUsage(AnalysisUsage &usage) const override {
    usage.addPreserved<StackProtector>();
  }

  [[nodiscard]] StringRef getPassName() const override { return "wexnc held values"; }

private:
  inline static char id_ = 0;

  static void choose(const DominatorTree &tree, bool x86, Value *reference,
                     ArrayRef<CallInst *> holds) {
    SmallVector<Instruction *, 4> others;
    // CodeGenPrepare takes the reference from its extension where that is needed anyway.
    if (auto *part = dyn_cast<TruncInst>(reference))
      if (auto *whole = dyn_cast<Instruction>(part->getOperand(0));
          whole && whole->getType()->isIntegerTy(64))
        others.push_back(whole);
    for (User *user : reference->users())
      if (auto *extended = dyn_cast<ZExtInst>(user);
          extended && extended->getType()->isIntegerTy(64))
        others.push_back(extended);
    for (size_t i = 0, n = others.size(); i < n; ++i)
      for (User *user : others[i]->users())
        if (auto *address = dyn_cast<GetElementPtrInst>(user);
            address && address->getNumIndices() == 1 && address->getOperand(1) == others[i] &&
            address->getSourceElementType()->isIntegerTy(8) && address->getType()->isPointerTy())
          others.push_back(address);
    if (others.empty())
      return;
    const Range own(*reference);
    SmallVector<Range, 4> ranges;
    for (const Instruction *other : others)
      ranges.emplace_back(*other);
    for (CallInst *hold : holds) {
      if (own.goes_on(*hold))
        continue;
      for (size_t i = 0; i < others.size(); ++i)
        if (tree.dominates(others[i], hold) && ranges[i].goes_on(*hold)) {
          // An address that is used in one block only is a part of the accesses there on x86, and
          // in no register.
          const bool part = x86 && isa<GetElementPtrInst>(others[i]) && !ranges[i].leaves(*hold);
          optimize::hold_instead(*hold, part ? *others[i]->getOperand(1) : *others[i]);
          break;
        }
    }
  }
};

// On x86 the register allocator may leave what is held where it is on the stack, and need not load
// it for a statement that does nothing with it. (For AArch64, LLVM cannot.)
class HeldOnStack : public MachineFunctionPass {
public:
  HeldOnStack() : MachineFunctionPass(id_) {}

  bool runOnMachineFunction(MachineFunction &mf) override {
    constexpr unsigned kFlag = InlineAsm::MIOp_FirstOperand, kReference = kFlag + 1;
    bool changed = false;
    for (MachineBasicBlock &block : mf)
      for (MachineInstr &instr : block) {
        if (!instr.isInlineAsm() || instr.getNumOperands() <= kReference ||
            *instr.getOperand(InlineAsm::MIOp_AsmString).getSymbolName() != 0 ||
            !instr.getOperand(kFlag).isImm() || !instr.getOperand(kReference).isReg())
          continue;
        InlineAsm::Flag flag(static_cast<uint32_t>(instr.getOperand(kFlag).getImm()));
        if (!flag.isRegUseKind() || flag.getNumOperandRegisters() != 1)
          continue;
        flag.setRegMayBeFolded(true);
        instr.getOperand(kFlag).setImm(flag);
        changed = true;
      }
    return changed;
  }

  [[nodiscard]] StringRef getPassName() const override { return "wexnc held on the stack"; }

private:
  inline static char id_ = 0;
};

} // namespace

void add_held_values_pass(TargetPassConfig &config) {
  config.insertPass(&StackProtector::ID, new HeldValues);
  if (config.getTM<TargetMachine>().getTargetTriple().isX86())
    config.insertPass(&FinalizeISelID, new HeldOnStack);
}

} // namespace wexn::emit
