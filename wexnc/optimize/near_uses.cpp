// See near_uses.h.
//
// What it relies on: instructions that only compute have the same result wherever their operands
// are there, and those are there wherever the result was. How often a block is come to is LLVM's
// guess; a wrong one costs an instruction.
#include "wexnc/optimize/near_uses.h"

#include "wexnc/optimize/held_references.h"
#include "wexnc/optimize/preserved.h"
#include "wexnc/optimize/switch_ways.h"
#include "wexnc/optimize/use_place.h"

#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/MapVector.h"
#include "llvm/ADT/PostOrderIterator.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallPtrSet.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/Analysis/BlockFrequencyInfo.h"
#include "llvm/Analysis/LoopInfo.h"
#include "llvm/IR/Constants.h"
#include "llvm/IR/Function.h"
#include "llvm/IR/InstrTypes.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/IntrinsicInst.h"

#include <cstddef>

namespace wexn::optimize {

using namespace llvm;

namespace {

// Cases of a switch, for addresses to be spread.
constexpr unsigned kFewestCases = 8;

// Blocks that compute it instead: each is an instruction more.
constexpr size_t kMostBlocks = 4;

// One instruction of the processor, or a part of one, that takes one value: then that one is alive
// in place of the result. A base of addresses is alive anyway.
bool is_cheap(const Instruction &i) {
  if (i.getType()->isVectorTy())
    return false;
  switch (i.getOpcode()) {
  case Instruction::Add:
  case Instruction::Sub:
  case Instruction::And:
  case Instruction::Or:
  case Instruction::Xor:
  case Instruction::Shl:
  case Instruction::LShr:
  case Instruction::AShr:
  case Instruction::ICmp:
  case Instruction::ZExt:
  case Instruction::SExt:
  case Instruction::Trunc:
    return count_if(i.operands(), [](const Use &use) { return !isa<Constant>(use); }) == 1;
  case Instruction::Select:
    return isa<Constant>(i.getOperand(1)) && isa<Constant>(i.getOperand(2));
  case Instruction::GetElementPtr:
    return i.getNumOperands() == 2;
  default:
    return false;
  }
}

// A load or store there.
bool accesses(const Use &use) {
  const auto *store = dyn_cast<StoreInst>(use.getUser());
  return isa<LoadInst>(use.getUser()) ||
         (store && use.getOperandNo() == StoreInst::getPointerOperandIndex());
}

// The same, or some bytes further.
bool addresses(const Use &use) {
  const auto *further = dyn_cast<GetElementPtrInst>(use.getUser());
  return accesses(use) ||
         (further && further->hasAllConstantIndices() && all_of(further->uses(), accesses));
}

bool is_indexed(const Instruction &i) {
  const auto *gep = dyn_cast<GetElementPtrInst>(&i);
  return gep && gep->getNumIndices() == 1 && gep->getSourceElementType()->isIntegerTy(8) &&
         !gep->hasAllConstantIndices();
}

bool calls(const Instruction &i) {
  const auto *call = dyn_cast<CallBase>(&i);
  return call && !isa<IntrinsicInst>(call) && !call->isInlineAsm() && !call->doesNotReturn();
}

// Less than one block in ten.
bool calls_seldom(const Function &f) {
  const auto calling = count_if(f, [](const BasicBlock &block) { return any_of(block, calls); });
  return static_cast<size_t>(calling) * 10 < f.size();
}

bool chooses(const BasicBlock &block) { return leads_to_many(block, kFewestCases); }

class NearUses {
public:
  // `frequencies`: null if only what is behind a switch goes.
  NearUses(Function &f, const BlockFrequencyInfo *frequencies, bool behind_switches)
      : f_(f), frequencies_(frequencies), behind_switches_(behind_switches) {}

  // What is computed from a value goes first, so that the value can follow.
  bool run() {
    bool changed = false;
    const bool spreads_any = behind_switches_ && calls_seldom(f_); // the base is in a register
    for (BasicBlock *block : post_order(&f_)) {
      const bool spreads = spreads_any && chooses(*block);
      for (Instruction &i : make_early_inc_range(reverse(*block))) {
        if (spreads && is_indexed(i))
          changed |= spread(i);
        if (frequencies_ && is_cheap(i) && goes(i)) {
          move(i);
          changed = true;
        }
      }
    }
    return changed;
  }

private:
  Function &f_;
  const BlockFrequencyInfo *frequencies_;
  bool behind_switches_;
  // Where it is used, and before what it has to be there.
  SmallMapVector<BasicBlock *, Instruction *, 8> places_;

  // To all other blocks that want it for accesses alone.
  static bool spread(Instruction &i) {
    SmallPtrSet<const BasicBlock *, 8> others = {i.getParent()};
    for (const Use &use : i.uses())
      if (!addresses(use))
        others.insert(use_place(use)->getParent());
    DenseMap<BasicBlock *, Instruction *> near;
    for (Use &use : make_early_inc_range(i.uses())) {
      BasicBlock *block = use_place(use)->getParent();
      if (others.contains(block))
        continue;
      Instruction *&made = near[block];
      if (!made) {
        made = i.clone();
        made->insertInto(block, block->getFirstInsertionPt());
      }
      use.set(made);
    }
    return !near.empty();
  }

  bool goes(const Instruction &i) {
    places_.clear();
    for (const Use &use : i.uses()) {
      if (holds_reference(*cast<Instruction>(use.getUser())))
        return false;
      Instruction *before = use_place(use);
      BasicBlock *block = before->getParent();
      if (block == i.getParent())
        return false;
      Instruction *&place = places_[block];
      if (!place || before->comesBefore(place))
        place = before;
      if (places_.size() > kMostBlocks)
        return false;
    }
    BlockFrequency sum;
    for (const auto &[block, place] : places_)
      sum += frequencies_->getBlockFreq(block);
    return !places_.empty() && sum < frequencies_->getBlockFreq(i.getParent());
  }

  void move(Instruction &i) {
    for (const auto &place : places_) {
      Instruction *near = i.clone();
      near->insertBefore(place.second);
      i.replaceUsesWithIf(
          near, [&](const Use &use) { return use_place(use)->getParent() == place.first; });
    }
    i.eraseFromParent();
  }
};

} // namespace

PreservedAnalyses NearUsesPass::run(Function &f, FunctionAnalysisManager &am) {
  const bool small = f.size() < fewest_blocks_;
  const bool behind_switches = addresses_ == Addresses::GoBehindSwitches;
  if (f.hasOptSize() || (small && !(behind_switches && any_of(f, chooses))) ||
      am.getResult<LoopAnalysis>(f).empty())
    return PreservedAnalyses::all();
  const auto *frequencies = small ? nullptr : &am.getResult<BlockFrequencyAnalysis>(f);
  return all_but_values(NearUses(f, frequencies, behind_switches).run());
}

} // namespace wexn::optimize
