// See loop_bases.h.
//
// What it relies on: address arithmetic is that of 64-bit numbers, modulo 2^64, in whatever order
// the parts are added; nothing is promised of the sum before the loop. A constant that was added to
// an index of 32 bits without a wrap may be added behind the extension.
#include "wexnc/optimize/loop_bases.h"

#include "wexnc/ir/access_check.h"
#include "wexnc/optimize/preserved.h"

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/MapVector.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/Analysis/LoopInfo.h"
#include "llvm/IR/Dominators.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/PatternMatch.h"
#include "llvm/Transforms/Utils/Local.h"

#include <utility>

namespace wexn::optimize {

using namespace llvm;
using namespace llvm::PatternMatch;

namespace {

constexpr unsigned kMostBlocks = 36; // of a loop
// Where registers hold limits of memories, too.
constexpr unsigned kMostBlocksWithLimits = 12;
constexpr size_t kMostBases = 4; // registers for a loop

// base + index + constant.
struct Address {
  GetElementPtrInst *pointer;
  Value *base, *index;
  bool narrow; // the index is extended from 32 bits
  int64_t constant;
};

class LoopBases {
public:
  LoopBases(Function &f, LoopInfo &loops)
      : layout_(f.getDataLayout()), loops_(loops),
        most_blocks_(llvm::all_of(ir::read_memory_facts(*f.getParent()),
                                  [](const ir::MemoryFacts &memory) { return memory.guarded; })
                         ? kMostBlocks
                         : kMostBlocksWithLimits) {}

  bool run() {
    for (Loop *loop : loops_.getLoopsInPreorder())
      if (loop->getNumBlocks() <= most_blocks_ && loop->getLoopPreheader() &&
          (!loop->getParentLoop() || loop->getParentLoop()->getNumBlocks() > most_blocks_))
        change(*loop);
    return changed_;
  }

private:
  const DataLayout &layout_;
  LoopInfo &loops_;
  unsigned most_blocks_;
  bool changed_ = false;

  void change(const Loop &loop) {
    // By base and index: their fields share an addition.
    MapVector<std::pair<Value *, Value *>, SmallVector<Address, 1>> found;
    for (BasicBlock *block : loop.blocks())
      for (Instruction &i : *block)
        if (auto *pointer = dyn_cast_or_null<GetElementPtrInst>(getLoadStorePointerOperand(&i)))
          if (const Address address = address_of(*pointer, loop, getLoadStoreType(&i));
              address.pointer && none_of(found[{address.base, address.index}],
                                         [&](const Address &a) { return a.pointer == pointer; }))
            found[{address.base, address.index}].push_back(address);
    MapVector<std::pair<Value *, int64_t>, Value *> bases;
    for (const auto &[_, addresses] : found) {
      const int64_t constant = held_constant(addresses);
      if (constant == 0)
        continue;
      if (bases.size() == kMostBases && !bases.contains({addresses[0].base, constant}))
        continue;
      Value *&base = bases[{addresses[0].base, constant}];
      if (!base) {
        IRBuilder<> b(loop.getLoopPreheader()->getTerminator());
        base = b.CreatePtrAdd(addresses[0].base, b.getInt64(static_cast<uint64_t>(constant)));
      }
      for (const Address &address : addresses) {
        IRBuilder<> b(address.pointer);
        Value *index = address.narrow ? b.CreateZExt(address.index, b.getInt64Ty()) : address.index;
        Value *sum = b.CreatePtrAdd(base, index);
        if (address.constant != constant)
          sum = b.CreatePtrAdd(sum, b.getInt64(static_cast<uint64_t>(address.constant - constant)));
        sum->takeName(address.pointer);
        address.pointer->replaceAllUsesWith(sum);
        RecursivelyDeleteTriviallyDeadInstructions(address.pointer);
        changed_ = true;
      }
    }
  }

  // What is added before the loop: the constant of one address, or the lowest of several, from
  // which the others are reached, if each alone could not be a part of the accesses. 0 if none.
  static int64_t held_constant(ArrayRef<Address> addresses) {
    constexpr int64_t kReach = 1 << 12;
    const auto by_constant = [](const Address &a, const Address &b) {
      return a.constant < b.constant;
    };
    const int64_t lowest = llvm::min_element(addresses, by_constant)->constant,
                  highest = llvm::max_element(addresses, by_constant)->constant;
    return addresses.size() == 1 || (lowest >= kReach && highest - lowest < kReach) ? lowest : 0;
  }

  Address address_of(GetElementPtrInst &pointer, const Loop &loop, const Type *accessed) const {
    constexpr Address kNone{};
    if (!loop.contains(&pointer) || pointer.getNumIndices() != 1 ||
        !pointer.getSourceElementType()->isIntegerTy(8) || !pointer.getType()->isPointerTy())
      return kNone;
    Address address{&pointer, pointer.getPointerOperand(), pointer.getOperand(1), false, 0};
    if (const auto *behind = dyn_cast<ConstantInt>(address.index)) {
      auto *inner = dyn_cast<GetElementPtrInst>(address.base);
      if (!inner || inner->getNumIndices() != 1 || !inner->getSourceElementType()->isIntegerTy(8))
        return kNone;
      address.base = inner->getPointerOperand();
      address.index = inner->getOperand(1);
      address.constant = behind->getSExtValue();
    }
    if (!loop.isLoopInvariant(address.base) || isa<Constant>(address.base) ||
        !address.index->getType()->isIntegerTy(64) || loop.isLoopInvariant(address.index))
      return kNone;
    Value *rest = nullptr;
    const APInt *constant = nullptr;
    if (match(address.index, m_AddLike(m_Value(rest), m_APInt(constant)))) {
      address.index = rest;
      address.constant += constant->getSExtValue();
    } else if (match(address.index, m_ZExt(m_NUWAdd(m_Value(rest), m_APInt(constant)))) &&
               rest->getType()->isIntegerTy(32)) {
      address.index = rest;
      address.narrow = true;
      address.constant += static_cast<int64_t>(constant->getZExtValue());
    }
    return fits(*address.index, accessed) ? address : kNone;
  }

  // Whether a shift of the index is a part of the access.
  bool fits(const Value &index, const Type *accessed) const {
    const APInt *by = nullptr;
    return !match(&index, m_Shl(m_Value(), m_APInt(by))) ||
           uint64_t{1} << by->getLimitedValue(63) ==
               layout_.getTypeStoreSize(const_cast<Type *>(accessed)).getKnownMinValue();
  }
};

} // namespace

PreservedAnalyses LoopBasesPass::run(Function &f, FunctionAnalysisManager &am) {
  return all_but_values(LoopBases(f, am.getResult<LoopAnalysis>(f)).run());
}

} // namespace wexn::optimize
