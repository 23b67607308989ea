// See frame_base.h.
//
// What it relies on: sums that wrap. If base is old + by, then old + c is base + (c - by), wherever
// base is there. That old is the stack pointer, as it is lowered in a global that has it, is only
// what it is found by.
#include "wexnc/optimize/frame_base.h"

#include "wexnc/optimize/preserved.h"
#include "wexnc/optimize/use_place.h"

#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallPtrSet.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/IR/CFG.h"
#include "llvm/IR/Constants.h"
#include "llvm/IR/Dominators.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/IntrinsicInst.h"
#include "llvm/IR/PatternMatch.h"

#include <optional>

namespace wexn::optimize {

using namespace llvm;
using namespace llvm::PatternMatch;

namespace {

bool is_call(const Instruction &i) {
  const auto *call = dyn_cast<CallBase>(&i);
  return call && !isa<IntrinsicInst>(call) && !call->isInlineAsm() && !call->doesNotReturn();
}

// Where control has come past a call.
class BehindCalls {
public:
  explicit BehindCalls(const Function &f) {
    SmallVector<const BasicBlock *, 16> next;
    for (const BasicBlock &block : f)
      if (const auto call = find_if(block, is_call); call != block.end()) {
        first_[&block] = &*call;
        next.push_back(&block);
      }
    while (!next.empty())
      for (const BasicBlock *to : successors(next.pop_back_val()))
        if (all_.insert(to).second)
          next.push_back(to);
  }

  bool contain(const Instruction &i) const {
    const Instruction *call = first_.lookup(i.getParent());
    return all_.contains(i.getParent()) || (call && call->comesBefore(&i));
  }

private:
  SmallPtrSet<const BasicBlock *, 16> all_;
  DenseMap<const BasicBlock *, const Instruction *> first_;
};

struct Frame {
  LoadInst *old;
  Instruction *base;
  APInt by;
};

std::optional<Frame> find_frame(Instruction &i) {
  auto *store = dyn_cast<StoreInst>(&i);
  auto *base = store ? dyn_cast<Instruction>(store->getValueOperand()) : nullptr;
  Value *old = nullptr;
  const APInt *by = nullptr;
  if (!base || !match(base, m_Add(m_Value(old), m_APInt(by))) || !by->isNegative())
    return std::nullopt;
  auto *load = dyn_cast<LoadInst>(old);
  if (!load || load->getPointerOperand() != store->getPointerOperand())
    return std::nullopt;
  return Frame{load, base, *by};
}

// Itself, or extended.
bool is_wanted(const Instruction &value, const BehindCalls &behind) {
  return any_of(value.uses(), [&](const Use &use) {
    const auto *wide = dyn_cast<ZExtInst>(use.getUser());
    return behind.contain(*use_place(use)) || (wide && is_wanted(*wide, behind));
  });
}

Value *sum(const Frame &frame, Instruction &user, const APInt &constant) {
  IRBuilder<> b(&user);
  return b.CreateAdd(frame.base, ConstantInt::get(frame.base->getType(), constant));
}

bool rebase(const Frame &frame, const DominatorTree &dominators) {
  bool changed = false;
  for (Use &use : make_early_inc_range(frame.old->uses())) {
    auto *user = cast<Instruction>(use.getUser());
    if (user == frame.base || isa<PHINode>(user) || !dominators.dominates(frame.base, user))
      continue;
    const APInt *constant = nullptr;
    if (match(user, m_Add(m_Specific(frame.old), m_APInt(constant)))) {
      user->replaceAllUsesWith(sum(frame, *user, *constant - frame.by));
      user->eraseFromParent();
    } else {
      use.set(sum(frame, *user, -frame.by));
    }
    changed = true;
  }
  return changed;
}

} // namespace

PreservedAnalyses FrameBasePass::run(Function &f, FunctionAnalysisManager &am) {
  SmallVector<Frame, 2> frames;
  SmallPtrSet<const LoadInst *, 2> known; // one frame each: others may be made of it
  for (Instruction &i : instructions(f))
    if (const auto frame = find_frame(i); frame && known.insert(frame->old).second)
      frames.push_back(*frame);
  if (frames.empty())
    return PreservedAnalyses::all();
  const BehindCalls behind(f);
  const DominatorTree &dominators = am.getResult<DominatorTreeAnalysis>(f);
  bool changed = false;
  for (const Frame &frame : frames)
    if (is_wanted(*frame.old, behind) && is_wanted(*frame.base, behind))
      changed |= rebase(frame, dominators);
  return all_but_values(changed);
}

} // namespace wexn::optimize
