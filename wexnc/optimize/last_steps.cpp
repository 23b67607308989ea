// See last_steps.h.
//
// What it relies on: the counter is a phi of the loop's header, and comes back as itself and a
// constant; that sum is computed in every round before the loop is left, so that taking the
// constant off it, modulo 2^bits, gives the counter of that round. Nothing is promised of the
// difference (no wrap), nor of what is computed from it.
#include "wexnc/optimize/last_steps.h"

#include "wexnc/optimize/preserved.h"

#include "llvm/ADT/SmallVector.h"
#include "llvm/Analysis/LoopInfo.h"
#include "llvm/IR/Dominators.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/PatternMatch.h"
#include "llvm/Transforms/Utils/Local.h"

namespace wexn::optimize {

using namespace llvm;
using namespace llvm::PatternMatch;

namespace {

constexpr unsigned kMostSteps = 4; // from a counter to a value

class LastSteps {
public:
  LastSteps(LoopInfo &loops, DominatorTree &dominators) : loops_(loops), dominators_(dominators) {}

  bool run() {
    for (const Loop *loop : loops_.getLoopsInPreorder())
      if (loop->getLoopLatch() && loop->hasDedicatedExits()) {
        SmallVector<BasicBlock *, 4> exits;
        loop->getUniqueExitBlocks(exits);
        for (BasicBlock *exit : exits)
          if (!exit->isEHPad())
            for (PHINode &phi : make_early_inc_range(exit->phis()))
              change(*loop, phi);
      }
    return changed_;
  }

private:
  LoopInfo &loops_;
  DominatorTree &dominators_;
  bool changed_ = false;

  // A counter, and what it is in the next round.
  struct Root {
    PHINode *counter = nullptr;
    Instruction *next = nullptr;
    bool is_next = false; // that is what the value is made of
  };

  // Of a value in the loop, from which it is a few operations on constants away.
  Root root_of(Value &value, const Loop &loop) const {
    Value *from = &value;
    for (unsigned i = 0; i <= kMostSteps; ++i) {
      if (auto *phi = dyn_cast<PHINode>(from)) {
        if (Instruction *next = next_of(*phi, loop))
          return {phi, next, false};
        return {};
      }
      Value *rest = nullptr;
      if (match(from, m_Add(m_Value(rest), m_ConstantInt()))) {
        if (auto *phi = dyn_cast<PHINode>(rest))
          if (Instruction *next = next_of(*phi, loop); next == from)
            return {phi, next, true};
      } else if (auto *pointer = dyn_cast<GetElementPtrInst>(from);
                 pointer && pointer->getNumIndices() == 1 &&
                 loop.isLoopInvariant(pointer->getPointerOperand())) {
        rest = pointer->getOperand(1);
      } else if (!match(from, m_ZExt(m_Value(rest)))) {
        return {};
      }
      from = rest;
    }
    return {};
  }

  static Instruction *next_of(const PHINode &phi, const Loop &loop) {
    if (phi.getParent() != loop.getHeader() || !phi.getType()->isIntegerTy())
      return nullptr;
    auto *next = dyn_cast<Instruction>(phi.getIncomingValueForBlock(loop.getLoopLatch()));
    return next && match(next, m_Add(m_Specific(&phi), m_ConstantInt())) ? next : nullptr;
  }

  void change(const Loop &loop, PHINode &phi) {
    auto *value = dyn_cast_or_null<Instruction>(phi.hasConstantValue());
    const Root root = value && loop.contains(value) ? root_of(*value, loop) : Root();
    if (!root.counter || value == root.next || (root.is_next && !is_used_behind(*value, loop)))
      return;
    Instruction *last = root.is_next ? root.next : last_use(*root.next, loop, dominators_);
    if (!last)
      return;
    BasicBlock *exit = phi.getParent();
    for (const BasicBlock *from : predecessors(exit))
      if (!dominators_.dominates(root.next, from->getTerminator()))
        return;
    // Nothing used it in the last round, in which it may wrap.
    root.next->dropPoisonGeneratingFlags();
    if (last != root.next)
      move_down(*root.next);
    PHINode *next =
        PHINode::Create(root.next->getType(), phi.getNumIncomingValues(), "", exit->begin());
    for (BasicBlock *from : phi.blocks())
      next->addIncoming(root.next, from);
    next->setDebugLoc(phi.getDebugLoc());
    IRBuilder<> b(exit, exit->getFirstInsertionPt());
    b.SetCurrentDebugLocation(phi.getDebugLoc());
    phi.replaceAllUsesWith(made_again(*value, root, *next, b));
    phi.eraseFromParent();
    RecursivelyDeleteTriviallyDeadInstructions(value);
    changed_ = true;
  }

  // Whether nothing in the loop needs it.
  static bool is_used_behind(const Value &value, const Loop &loop) {
    return none_of(value.users(),
                   [&](const User *user) { return loop.contains(cast<Instruction>(user)); });
  }

  // Where the next counter can be computed so that this one is not used in its round any more; null
  // if nowhere.
  static Instruction *last_use(Instruction &next, const Loop &loop,
                               const DominatorTree &dominators) {
    Instruction *last = &next;
    for (User *user : next.getOperand(0)->users()) {
      auto *use = cast<Instruction>(user);
      if (use == &next || !loop.contains(use) ||
          (!isa<PHINode>(use) && dominators.dominates(use, &next)))
        continue;
      if (isa<PHINode>(use) || use->isTerminator() || use->getParent() != next.getParent())
        return nullptr;
      if (last->comesBefore(use))
        last = use;
    }
    const bool is_needed_before = any_of(next.users(), [&](const User *user) {
      const auto *use = cast<Instruction>(user);
      return !isa<PHINode>(use) && use->getParent() == next.getParent() && !last->comesBefore(use);
    });
    return last == &next || !is_needed_before ? last : nullptr;
  }

  // Behind all that this round does with the counter, addresses that are made of it too.
  static void move_down(Instruction &next) {
    Instruction *before = next.getParent()->getTerminator();
    for (User *user : next.users()) {
      auto *use = cast<Instruction>(user);
      if (!isa<PHINode>(use) && use->getParent() == next.getParent() && use->comesBefore(before))
        before = use;
    }
    next.moveBefore(before);
  }

  static Value *made_again(Value &value, const Root &root, PHINode &next, IRBuilder<> &b) {
    if (&value == root.next)
      return &next;
    if (&value == root.counter)
      return b.CreateSub(&next, root.next->getOperand(1));
    auto &i = cast<Instruction>(value);
    if (const auto *pointer = dyn_cast<GetElementPtrInst>(&i))
      return b.CreateGEP(pointer->getSourceElementType(), pointer->getOperand(0),
                         made_again(*pointer->getOperand(1), root, next, b));
    Value *rest = made_again(*i.getOperand(0), root, next, b);
    return isa<ZExtInst>(i) ? b.CreateZExt(rest, i.getType()) : b.CreateAdd(rest, i.getOperand(1));
  }
};

} // namespace

PreservedAnalyses LastStepsPass::run(Function &f, FunctionAnalysisManager &am) {
  return all_but_values(
      LastSteps(am.getResult<LoopAnalysis>(f), am.getResult<DominatorTreeAnalysis>(f)).run());
}

} // namespace wexn::optimize
