// See index_pointers.h.
//
// What it relies on: the low 32 bits of a guarded 32-bit memory's base are 0 (abi/types.h,
// WEXN_GUARDED_ALIGN), so those of base + x are those of x, whatever x is. A module that relies on
// faults gets no memory that the runtime has not reserved for them, its own or imported. A pointer
// that takes the place of an index says nothing of where it points: neither that it stays within
// an object, nor that the sum does not wrap, nor that the index is below 2^31.
#include "wexnc/optimize/index_pointers.h"

#include "wexnc/ir/access_check.h"
#include "wexnc/optimize/held_references.h"
#include "wexnc/optimize/preserved.h"

#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/MapVector.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/Analysis/LoopInfo.h"
#include "llvm/IR/Constants.h"
#include "llvm/IR/Dominators.h"
#include "llvm/IR/Function.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/IntrinsicInst.h"
#include "llvm/IR/ValueHandle.h"
#include "llvm/Transforms/Utils/Local.h"

#include <vector>

namespace wexn::optimize {

using namespace llvm;

namespace {

constexpr size_t kMostPointers = 256; // of one index, none of which is known from another

using Pointers = SmallVector<GetElementPtrInst *, 2>;

// Whether it is more than the sum that an access makes for nothing.
bool is_in_register(const GetElementPtrInst &pointer) {
  return any_of(pointer.users(),
                [&](const User *user) { return getLoadStorePointerOperand(user) != &pointer; });
}

// The 32 bits that it extends; null if it is something else.
Value *extended_by(Value &wide) {
  auto *extension = dyn_cast<ZExtInst>(&wide);
  return extension && extension->getSrcTy()->isIntegerTy(32) &&
                 !isa<Constant>(extension->getOperand(0))
             ? extension->getOperand(0)
             : nullptr;
}

class IndexPointers {
public:
  IndexPointers(Function &f, const DominatorTree &dominators, const LoopInfo &loops)
      : f_(f), dominators_(dominators), loops_(loops),
        memories_(ir::read_memory_facts(*f.getParent())) {}

  bool run() {
    SmallVector<LoadInst *, 4> bases;
    for (Instruction &i : instructions(f_))
      if (auto *load = dyn_cast<LoadInst>(&i); load && is_aligned_base(*load))
        bases.push_back(load);
    for (LoadInst *base : bases) {
      MapVector<Value *, Pointers> of_index;
      for (User *user : base->users())
        if (auto *sum = dyn_cast<GetElementPtrInst>(user); sum && adds_index(*sum, *base))
          of_index[sum->getOperand(1)].push_back(sum);
      for (auto &[index, pointers] : of_index)
        plan(*index, pointers);
    }
    for (const Plan &plan : plans_)
      carry_out(plan);
    // What nothing uses any more would keep indices alive.
    RecursivelyDeleteTriviallyDeadInstructionsPermissive(replaced_);
    return !plans_.empty();
  }

private:
  Function &f_;
  const DominatorTree &dominators_;
  const LoopInfo &loops_;
  std::vector<ir::MemoryFacts> memories_;

  // All are made before the first is carried out: with each instruction that comes into a block,
  // the order of all in there has to be found out anew.
  struct Plan {
    GetElementPtrInst *pointer; // or one like it
    Instruction *place;         // before which it is made; null: where it is
    Pointers others;            // that it is
    SmallVector<Use *, 4> uses; // of the index
  };
  std::vector<Plan> plans_;
  SmallVector<WeakTrackingVH, 32> replaced_;

  bool is_aligned_base(const LoadInst &load) const {
    return any_of(memories_, [&](const ir::MemoryFacts &memory) {
      return memory.guarded && !memory.is64 && ir::loads_memory_base(load, f_, memory);
    });
  }

  bool adds_index(const GetElementPtrInst &sum, const LoadInst &base) const {
    return sum.getPointerOperand() == &base && sum.getNumIndices() == 1 &&
           sum.getSourceElementType()->isIntegerTy(8) &&
           sum.getOperand(1)->getType()->isIntegerTy(64) && !isa<Constant>(sum.getOperand(1)) &&
           dominators_.isReachableFromEntry(sum.getParent());
  }

  // Each pointer that no other one comes before is that of all behind it, and the index.
  void plan(Value &wide, Pointers &pointers) {
    erase_if(pointers, [&](GetElementPtrInst *each) { return each->use_empty(); });
    if (pointers.size() > kMostPointers)
      return;
    Pointers first = pointers;
    erase_if(first, [&](GetElementPtrInst *each) {
      return any_of(pointers, [&](GetElementPtrInst *other) {
        return other != each && dominators_.dominates(other, each);
      });
    });
    SmallVector<Value *, 4> narrow;
    if (Value *extended = extended_by(wide))
      narrow.push_back(extended);
    for (User *user : wide.users())
      if (isa<TruncInst>(user) && user->getType()->isIntegerTy(32))
        narrow.push_back(user);
    Instruction *place = place_at_once(wide, first);
    if (place)
      first.resize(1);
    for (GetElementPtrInst *pointer : first) {
      Plan plan{pointer, place, {}, {}};
      for (GetElementPtrInst *each : pointers)
        if (place || (each != pointer && dominators_.dominates(pointer, each)))
          plan.others.push_back(each);
      if (is_in_register(*pointer) ||
          any_of(plan.others, [](const GetElementPtrInst *each) { return is_in_register(*each); }))
        for (Value *each : narrow)
          for (Use &use : each->uses())
            if (can_be_replaced(use) &&
                (dominators_.dominates(place ? place : pointer, use) || use.getUser() == place))
              plan.uses.push_back(&use);
      if (!plan.others.empty() || !plan.uses.empty())
        plans_.push_back(std::move(plan));
    }
    replaced_.append(narrow.begin(), narrow.end());
  }

  // An extension costs nothing as it is. What a collection needs to find is held in one form.
  static bool can_be_replaced(const Use &use) {
    const auto *user = cast<Instruction>(use.getUser());
    return !isa<ZExtInst>(user) && !holds_reference(*user);
  }

  void carry_out(const Plan &plan) {
    GetElementPtrInst *pointer = plan.pointer;
    if (plan.place) {
      pointer = cast<GetElementPtrInst>(pointer->clone());
      pointer->insertBefore(plan.place);
    }
    pointer->setNoWrapFlags(GEPNoWrapFlags::none());
    if (auto *extension = dyn_cast<ZExtInst>(pointer->getOperand(1)))
      extension->setNonNeg(false);
    for (GetElementPtrInst *each : plan.others)
      each->replaceAllUsesWith(pointer);
    replaced_.append(plan.others.begin(), plan.others.end());
    DenseMap<BasicBlock *, Value *> low_halves;
    for (Use *use : plan.uses) {
      auto *user = cast<Instruction>(use->getUser());
      auto *phi = dyn_cast<PHINode>(user);
      BasicBlock *block = phi ? phi->getIncomingBlock(*use) : user->getParent();
      Value *&low_half = low_halves[block];
      if (!low_half) {
        IRBuilder<> b(block == pointer->getParent() ? pointer->getNextNode()
                                                    : &*block->getFirstInsertionPt());
        low_half = b.CreateTrunc(b.CreatePtrToInt(pointer, b.getInt64Ty()), b.getInt32Ty());
      }
      use->set(low_half);
    }
  }

  // Where what a function was called with or what a call returns becomes a pointer: none in a loop
  // that its pointers are outside of.
  Instruction *place_at_once(Value &wide, const Pointers &pointers) const {
    const Value *narrow = extended_by(wide);
    if (!narrow || !isa<Argument, CallInst>(narrow) || isa<IntrinsicInst>(narrow) ||
        none_of(pointers, [](GetElementPtrInst *each) { return is_in_register(*each); }))
      return nullptr;
    auto *extension = cast<Instruction>(&wide);
    auto *base = cast<Instruction>(pointers.front()->getPointerOperand());
    Instruction *place = nullptr;
    if (dominators_.dominates(base, extension))
      place = extension->getNextNode();
    else if (dominators_.dominates(extension, base) && extension->getParent() == base->getParent())
      place = base->getNextNode();
    if (!place)
      return nullptr;
    const unsigned depth = loops_.getLoopDepth(place->getParent());
    const bool is_before_all = all_of(pointers, [&](GetElementPtrInst *each) {
      return dominators_.dominates(place, each) && depth <= loops_.getLoopDepth(each->getParent());
    });
    const bool is_elsewhere =
        pointers.size() > 1 || pointers.front()->getParent() != place->getParent();
    return is_before_all && is_elsewhere ? place : nullptr;
  }
};

} // namespace

PreservedAnalyses IndexPointersPass::run(Function &f, FunctionAnalysisManager &am) {
  return all_but_values(
      IndexPointers(f, am.getResult<DominatorTreeAnalysis>(f), am.getResult<LoopAnalysis>(f))
          .run());
}

} // namespace wexn::optimize
