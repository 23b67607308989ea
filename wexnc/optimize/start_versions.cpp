// See start_versions.h. One compare before the loop tells whether any of the sums may wrap: whether
// the start is above 2^32 - 1 less the most that is added to it. If it is, a copy of the loop runs
// that is as it was.
//
// What it relies on: a start that stays in the loop, and the known bits of what is added to it. If
// start + most is below 2^32, so is start + few + constant for whatever is no more than that, and
// its extension is the sum of the three in 64 bits. Then it is the same address, which is in bounds
// or not as before: nothing is taken to hold of the memory. With its address a sum is over, and so
// is the start: else both would be held.
#include "wexnc/optimize/start_versions.h"

#include "wexnc/optimize/loop_copies.h"
#include "wexnc/optimize/wide_part.h"

#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/MapVector.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/Analysis/LoopInfo.h"
#include "llvm/Analysis/ValueTracking.h"
#include "llvm/IR/Dominators.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/PatternMatch.h"
#include "llvm/Support/KnownBits.h"
#include "llvm/Transforms/Utils/Local.h"
#include "llvm/Transforms/Utils/LoopUtils.h"

#include <algorithm>
#include <cstdint>
#include <map>
#include <optional>
#include <tuple>
#include <utility>
#include <vector>

namespace wexn::optimize {

using namespace llvm;
using namespace llvm::PatternMatch;

namespace {

constexpr uint64_t kMost = uint64_t{1} << 20; // that is added to a start
constexpr size_t kFewest = 8;                 // sums of one start: an interpreter's loop
constexpr size_t kMostStarts = 2;             // of a loop
constexpr size_t kLargestLoop = 600;          // instructions
constexpr size_t kLargestShare = 25;          // instructions of the loop, for each sum
constexpr size_t kMostLoops = 8;              // of a function that get versions

// start + few + constant, of 32 bits.
struct Sum {
  Instruction *value;
  Value *start, *few;
  uint64_t constant, most; // most: of few + constant
};

struct Plan {
  Loop *loop;
  MapVector<Value *, SmallVector<Sum, 8>> sums; // of each start
};

class Versions {
public:
  Versions(Function &f, LoopInfo &loops, DominatorTree &dominators)
      : layout_(f.getDataLayout()), loops_(loops), dominators_(dominators) {}

  bool run() {
    for (Loop *loop : loops_)
      plan(*loop);
    // First all that asks the analyses, then what they do not follow.
    for (const Plan &plan : plans_) {
      InsertPreheaderForLoop(plan.loop, &dominators_, &loops_, nullptr, /*PreserveLCSSA=*/false);
      formDedicatedExitBlocks(plan.loop, &dominators_, &loops_, nullptr, /*PreserveLCSSA=*/false);
      formLCSSARecursively(*plan.loop, dominators_, &loops_, nullptr);
    }
    for (const Plan &plan : plans_) {
      copy(plan);
      for (const auto &[start, sums] : plan.sums)
        for (const Sum &sum : sums)
          take_apart(plan, sum);
    }
    return !plans_.empty();
  }

private:
  const DataLayout &layout_;
  LoopInfo &loops_;
  DominatorTree &dominators_;
  std::vector<Plan> plans_;
  std::map<std::tuple<BasicBlock *, Value *, Value *>, Value *> firsts_;

  // ---- what to do

  void plan(Loop &loop) {
    if (plans_.size() == kMostLoops)
      return;
    if (const size_t size = size_of(loop); size != 0 && size <= kLargestLoop)
      if (Plan whole{&loop, {}}; find(whole, size))
        return plans_.push_back(std::move(whole));
    for (Loop *inner : loop)
      plan(*inner);
  }

  // 0: it cannot be copied.
  static size_t size_of(const Loop &loop) {
    const BasicBlock *before = loop.getLoopPredecessor();
    if (!before || !isa<BranchInst, SwitchInst>(before->getTerminator()) || is_kept_small(loop))
      return 0;
    size_t size = 0;
    for (const BasicBlock *block : loop.blocks()) {
      size += block->size();
      if (block->isEHPad() || isa<InvokeInst, CallBrInst, IndirectBrInst>(block->getTerminator()) ||
          any_of(*block, [](const Instruction &i) { return i.getType()->isTokenTy(); }))
        return 0;
    }
    return size;
  }

  bool find(Plan &plan, size_t size) const {
    for (BasicBlock *block : plan.loop->blocks())
      for (Instruction &i : *block)
        if (const auto sum = sum_of(i, *plan.loop))
          plan.sums[sum->start].push_back(*sum);
    plan.sums.remove_if([&](const auto &of_start) {
      return of_start.second.size() < kFewest || stays(*of_start.first, plan.loop, of_start.second);
    });
    size_t sums = 0;
    for (const auto &[start, of_start] : plan.sums)
      sums += of_start.size();
    return sums != 0 && plan.sums.size() <= kMostStarts && size <= sums * kLargestShare;
  }

  // Whether the loop wants a start otherwise, too.
  static bool stays(const Value &start, const Loop *loop, ArrayRef<Sum> sums) {
    return any_of(start.users(), [&](const User *user) {
      const auto *i = dyn_cast<Instruction>(user);
      return i && loop->contains(i) && none_of(sums, [&](const Sum &sum) {
               return sum.value == i || (i->hasOneUse() && sum.value == i->user_back());
             });
    });
  }

  std::optional<Sum> sum_of(Instruction &value, const Loop &loop) const {
    Value *sum = &value, *x = nullptr, *y = nullptr;
    const APInt *by = nullptr;
    uint64_t constant = 0;
    if (!value.getType()->isIntegerTy(32) || !is_for_addresses(value, loop))
      return std::nullopt;
    if (match(sum, m_AddLike(m_Value(x), m_APInt(by)))) {
      constant = by->getZExtValue();
      sum = x;
    }
    if (!match(sum, m_AddLike(m_Value(x), m_Value(y))))
      return std::nullopt;
    if (!loop.isLoopInvariant(x))
      std::swap(x, y);
    if (!loop.isLoopInvariant(x) || loop.isLoopInvariant(y) || isa<Constant>(x))
      return std::nullopt;
    const uint64_t most = constant + computeKnownBits(y, layout_).getMaxValue().getZExtValue();
    return most <= kMost ? std::optional<Sum>({&value, x, y, constant, most}) : std::nullopt;
  }

  static bool is_for_addresses(const Instruction &value, const Loop &loop) {
    return !value.use_empty() && all_of(value.users(), [&](const User *wide) {
      return isa<ZExtInst>(wide) && wide->getType()->isIntegerTy(64) &&
             all_of(wide->users(), [&](const User *user) {
               const auto *address = dyn_cast<GetElementPtrInst>(user);
               return address && address->getNumIndices() == 1 &&
                      address->getSourceElementType()->isIntegerTy(8) &&
                      address->getOperand(1) == wide && address->getAddressSpace() == 0 &&
                      loop.isLoopInvariant(address->getPointerOperand()) && loop.contains(address);
             });
    });
  }

  // ---- versions

  void copy(const Plan &plan) {
    Loop &loop = *plan.loop;
    IRBuilder<> b(loop.getLoopPreheader()->getTerminator());
    Value *stays = nullptr;
    for (const auto &[start, sums] : plan.sums) {
      uint64_t most = 0;
      for (const Sum &sum : sums)
        most = std::max(most, sum.most);
      Value *below = b.CreateICmpULE(start, b.getInt32(static_cast<uint32_t>(UINT32_MAX - most)));
      stays = stays ? b.CreateAnd(stays, below) : below;
    }
    copy_unless(*stays, loop);
  }

  // The first part, in front of the loop.
  Value *first(const Plan &plan, Value &base, Value &start) {
    BasicBlock *before = plan.loop->getLoopPreheader();
    Value *&sum = firsts_[{before, &base, &start}];
    if (!sum) {
      IRBuilder<> b(before->getTerminator());
      sum = b.CreateGEP(b.getInt8Ty(), &base, b.CreateZExt(&start, b.getInt64Ty()));
    }
    return sum;
  }

  void take_apart(const Plan &plan, const Sum &sum) {
    DenseMap<Value *, Value *> made; // behind each base
    IRBuilder<> b(sum.value);
    Value *few = wide_part(b, *sum.few, layout_);
    for (User *wide : make_early_inc_range(sum.value->users())) {
      for (User *user : make_early_inc_range(wide->users())) {
        auto *address = cast<GetElementPtrInst>(user);
        Value *base = address->getPointerOperand();
        Value *&whole = made[base];
        if (!whole)
          whole = b.CreateGEP(b.getInt8Ty(), first(plan, *base, *sum.start), few);
        Value *further =
            sum.constant ? b.CreateGEP(b.getInt8Ty(), whole, b.getInt64(sum.constant)) : whole;
        address->replaceAllUsesWith(further);
        address->eraseFromParent();
      }
      cast<Instruction>(wide)->eraseFromParent();
    }
    RecursivelyDeleteTriviallyDeadInstructions(sum.value);
  }
};

} // namespace

PreservedAnalyses StartVersionsPass::run(Function &f, FunctionAnalysisManager &am) {
  LoopInfo &loops = am.getResult<LoopAnalysis>(f);
  if (f.hasOptSize() || loops.empty())
    return PreservedAnalyses::all();
  return Versions(f, loops, am.getResult<DominatorTreeAnalysis>(f)).run()
             ? PreservedAnalyses::none()
             : PreservedAnalyses::all();
}

} // namespace wexn::optimize
