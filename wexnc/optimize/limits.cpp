// See limits.h. `index + extent > bytes` becomes `index > limit`, where the limit is bytes - extent
// and read from the instance right there: on x86 that is one instruction, a compare with memory,
// which needs no register. It has as many bits as the memory's indices. Before this pass all checks
// are compares with the size.
//
// What it relies on: the instance's limits are the memory's size less the extents, at any time; no
// extent is more than the size, nor 0, so that a limit is an index; sizes and sums of checks lie
// below 2^63. Nothing but checks reads a size from there (memory.size has its own place). To read a
// limit later than the size was read changes nothing for a check: where the memory has grown in
// between, the check was passed before, since a trap would have come before the memory grew, and it
// is passed with the larger size, too. So it does not matter either from which of several places a
// size comes. What else is computed from a size reads it again only where nothing between could
// have let the memory grow.
#include "wexnc/optimize/limits.h"

#include "wexnc/ir/access_check.h"
#include "wexnc/optimize/preserved.h"
#include "wexnc/optimize/use_place.h"

#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/SetVector.h"
#include "llvm/ADT/SmallPtrSet.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/Analysis/LoopInfo.h"
#include "llvm/Analysis/ValueTracking.h"
#include "llvm/IR/CFG.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/IntrinsicInst.h"
#include "llvm/IR/PatternMatch.h"
#include "llvm/TargetParser/Triple.h"
#include "llvm/Transforms/Utils/Local.h"

#include <map>
#include <optional>
#include <set>
#include <vector>

namespace wexn::optimize {

using namespace llvm;
using namespace llvm::PatternMatch;
using ir::MemoryFacts;

namespace {

constexpr unsigned kBits = 40;     // of extents
constexpr size_t kFarthest = 1000; // blocks that are looked at between a size and where it was read

// So many limits of a loop stay in registers, unless a compare can have one from memory: registers
// have better uses then.
constexpr size_t kMostInRegisters = 2;

// `index` + `extent` > the memory's size, or not.
struct Compare {
  ICmpInst *instr = nullptr;
  ICmpInst::Predicate predicate = ICmpInst::BAD_ICMP_PREDICATE; // unsigned
  const MemoryFacts *memory = nullptr;
  Value *index = nullptr;
  uint64_t extent = 0;
  Loop *loop = nullptr; // the innermost loop that it is in, if the size comes from before that
};

class Limits {
public:
  Limits(Function &f, LoopInfo &loops)
      : f_(f), loops_(loops), layout_(f.getDataLayout()),
        memories_(ir::read_memory_facts(*f.getParent())),
        compares_with_memory_(Triple(f.getParent()->getTargetTriple()).isX86()) {}

  bool run() {
    if (none_of(memories_, [](const MemoryFacts &m) { return m.extents != nullptr; }))
      return false;
    find_sizes();
    for (Instruction &i : instructions(f_))
      if (auto *compare = dyn_cast<ICmpInst>(&i))
        if (compare->getOperand(0)->getType()->isIntegerTy(64))
          if (auto found = read(*compare))
            compares_.push_back(*found);
    for (const Compare &compare : compares_)
      if (compare.loop)
        extents_of_[compare.loop].insert({compare.memory, compare.extent});
    for (const Compare &compare : compares_)
      rewrite(compare);
    for (const WeakTrackingVH &old : old_)
      if (old)
        RecursivelyDeleteTriviallyDeadInstructions(old);
    find_sizes(); // some have gone
    return (compares_with_memory_ && read_at_uses()) || !compares_.empty();
  }

private:
  using Limit = std::pair<const MemoryFacts *, uint64_t>; // of which extent
  Function &f_;
  LoopInfo &loops_;
  const DataLayout &layout_;
  std::vector<MemoryFacts> memories_;
  bool compares_with_memory_;
  std::vector<Compare> compares_;
  std::map<const Loop *, std::set<Limit>> extents_of_;
  std::map<std::pair<const Instruction *, Limit>, LoadInst *> shared_; // by what they are before
  DenseMap<const PHINode *, const MemoryFacts *> sizes_;               // found by find_sizes()
  SmallVector<WeakTrackingVH, 16> old_;
  DenseMap<const BasicBlock *, SmallVector<const Instruction *, 4>> events_;

  std::optional<Compare> read(ICmpInst &instr) {
    Compare found;
    Value *end = instr.getOperand(0), *size = instr.getOperand(1);
    found.instr = &instr;
    found.predicate = instr.getPredicate();
    if (!read_size(size, found)) {
      std::swap(end, size);
      found.predicate = instr.getSwappedPredicate();
      if (!read_size(size, found))
        return std::nullopt;
    }
    if (ICmpInst::isSigned(found.predicate)) {
      // The same, since neither side is below 0.
      if (!computeKnownBits(end, layout_).isNonNegative())
        return std::nullopt;
      found.predicate = ICmpInst::getUnsignedPredicate(found.predicate);
    }
    // A byte that does not lie before the size ends behind it.
    if (found.predicate == ICmpInst::ICMP_UGE || found.predicate == ICmpInst::ICMP_ULT) {
      ++found.extent;
      found.predicate = ICmpInst::getFlippedStrictnessPredicate(found.predicate);
    }
    if (found.predicate != ICmpInst::ICMP_UGT && found.predicate != ICmpInst::ICMP_ULE)
      return std::nullopt;
    found.index = end;
    const APInt *by = nullptr;
    Value *base = nullptr;
    if ((match(end, m_NUWAdd(m_Value(base), m_APInt(by))) ||
         match(end, m_DisjointOr(m_Value(base), m_APInt(by)))) &&
        by->getActiveBits() <= kBits &&
        ir::limit_offset(*found.memory, found.extent + by->getZExtValue())) {
      found.index = base;
      found.extent += by->getZExtValue();
    }
    if (!ir::limit_offset(*found.memory, found.extent))
      return std::nullopt;
    Loop *loop = loops_.getLoopFor(instr.getParent());
    if (loop && loop->isInnermost() && loop->getLoopPreheader() && loop->isLoopInvariant(size))
      found.loop = loop;
    return found;
  }

  // The memory's size, or that less a constant.
  bool read_size(Value *v, Compare &found) {
    const APInt *by = nullptr;
    Value *size = v;
    found.extent = 0;
    if (match(v, m_Add(m_Value(size), m_APInt(by))) && by->isNegative() &&
        by->getSignificantBits() <= kBits)
      found.extent = (-*by).getZExtValue();
    else
      size = v;
    found.memory = memory_of(size);
    return found.memory != nullptr;
  }

  // The memory of which the value is a size, wherever it was read.
  const MemoryFacts *memory_of(const Value *size) const {
    if (const auto *load = dyn_cast<LoadInst>(size))
      return read_by(*load);
    const auto *phi = dyn_cast<PHINode>(size);
    return phi ? sizes_.lookup(phi) : nullptr;
  }

  // Phis that only sizes of one memory come into. Each is taken for one of whatever comes in first,
  // until something else does.
  void find_sizes() {
    sizes_.clear();
    SetVector<const PHINode *> next;
    for (Instruction &i : instructions(f_))
      if (auto *phi = dyn_cast<PHINode>(&i); phi && phi->getType()->isIntegerTy(64))
        next.insert(phi);
    SmallPtrSet<const PHINode *, 16> others;
    while (!next.empty()) {
      const PHINode *phi = next.pop_back_val();
      if (others.contains(phi))
        continue;
      const MemoryFacts *before = sizes_.lookup(phi), *memory = before;
      bool other = false;
      for (const Value *each : phi->incoming_values()) {
        const auto *in = dyn_cast<PHINode>(each);
        const MemoryFacts *of = memory_of(each);
        other |= in ? others.contains(in) || (of && memory && of != memory)
                    : !of || (memory && of != memory);
        if (of && !memory)
          memory = of;
      }
      if (!other && memory == before)
        continue;
      if (other) {
        others.insert(phi);
        sizes_.erase(phi);
      } else {
        sizes_[phi] = memory;
      }
      for (const User *user : phi->users())
        if (const auto *to = dyn_cast<PHINode>(user))
          next.insert(to);
    }
  }

  const MemoryFacts *read_by(const LoadInst &load) const {
    APInt at(64, 0);
    if (!load.getType()->isIntegerTy(64) ||
        load.getPointerOperand()->stripAndAccumulateConstantOffsets(layout_, at, true) !=
            f_.getArg(0))
      return nullptr;
    for (const MemoryFacts &memory : memories_)
      if (const auto offset = ir::limit_offset(memory, 0); offset && at == *offset)
        return &memory;
    return nullptr;
  }

  // Before which instruction the limit is read for several compares; null: for each anew. Not where
  // the size was read: that may be on the way to many checks of which few are come to.
  Instruction *place_of_shared(const Compare &compare, size_t limits_of_loop) const {
    return compare.loop && !compares_with_memory_ && limits_of_loop <= kMostInRegisters
               ? compare.loop->getLoopPreheader()->getTerminator()
               : nullptr;
  }

  // What else is computed from sizes, as tests of a loop's range, comes far behind where they were
  // read; no register is to hold them all the way.
  bool read_at_uses() {
    SmallVector<WeakTrackingVH> sizes;
    for (Instruction &i : instructions(f_))
      if (i.getType()->isIntegerTy(64) && (isa<LoadInst>(i) || isa<PHINode>(i)) && memory_of(&i))
        sizes.emplace_back(&i);
    bool changed = false;
    SmallPtrSet<const Value *, 16> needed;
    for (const WeakTrackingVH &size : sizes) {
      const MemoryFacts &memory = *memory_of(size);
      for (Use &use : make_early_inc_range(size->uses())) {
        auto *user = cast<Instruction>(use.getUser());
        if (isa<PHINode>(user) && memory_of(user))
          continue;
        if (Instruction *place = place_of_size(*cast<Instruction>(size), use);
            place && is_same_at(*place, *size)) {
          use.set(shared_limit(*place, {&memory, 0}));
          changed = true;
        } else {
          need(size, needed);
        }
      }
    }
    // Phis that have only each other as users, too.
    for (const WeakTrackingVH &size : sizes)
      if (auto *i = dyn_cast_or_null<Instruction>(size); i && !needed.contains(i)) {
        i->replaceAllUsesWith(PoisonValue::get(i->getType()));
        i->eraseFromParent();
        changed = true;
      }
    return changed;
  }

  // Back from `place` on all ways, the first thing that matters is a load that the size is from,
  // and none that could let the memory grow.
  bool is_same_at(const Instruction &place, const Value &size) {
    SmallPtrSet<const Value *, 16> reads;
    need(&size, reads);
    const auto is_read_behind_all = [&](const BasicBlock &block, const Instruction *end) {
      for (const Instruction *event : reverse(events_in(block)))
        if (!end || event->comesBefore(end)) {
          if (reads.contains(event))
            return std::optional(true);
          if (!isa<LoadInst>(event))
            return std::optional(false);
        }
      return std::optional<bool>();
    };
    if (const auto known = is_read_behind_all(*place.getParent(), &place))
      return *known;
    SmallPtrSet<const BasicBlock *, 16> seen;
    SmallVector<const BasicBlock *, 8> next(predecessors(place.getParent()));
    while (!next.empty()) {
      const BasicBlock *block = next.pop_back_val();
      if (!seen.insert(block).second)
        continue;
      const auto known = is_read_behind_all(*block, nullptr);
      if (seen.size() > kFarthest || (known && !*known))
        return false;
      if (!known)
        append_range(next, predecessors(block));
    }
    return true;
  }
  // Reads of sizes, and calls that could let a memory grow.
  const SmallVector<const Instruction *, 4> &events_in(const BasicBlock &block) {
    const auto [known, is_new] = events_.try_emplace(&block);
    if (is_new)
      for (const Instruction &i : block)
        if (const auto *load = dyn_cast<LoadInst>(&i);
            load ? memory_of(load) != nullptr
                 : isa<CallBase>(i) && !isa<IntrinsicInst>(i) && i.mayWriteToMemory())
          known->second.push_back(&i);
    return known->second;
  }

  // With all that a phi gets it from.
  static void need(const Value *size, SmallPtrSet<const Value *, 16> &needed) {
    SmallVector<const Value *, 8> next{size};
    while (!next.empty()) {
      const Value *each = next.pop_back_val();
      if (const auto *phi = dyn_cast<PHINode>(each); needed.insert(each).second && phi)
        next.append(phi->value_op_begin(), phi->value_op_end());
    }
  }

  // Before which instruction a use is to read it anew: in another block, and before the smallest
  // loops that it is not read in now. Null: where it is.
  Instruction *place_of_size(const Instruction &size, const Use &use) {
    Instruction *place = use_place(use);
    const BasicBlock *read = size.getParent();
    for (const Loop *loop = loops_.getLoopFor(place->getParent()); loop && !loop->contains(read);
         loop = loop->getParentLoop()) {
      if (!loop->getLoopPreheader())
        return nullptr;
      place = loop->getLoopPreheader()->getTerminator();
    }
    return place->getParent() == read ? nullptr : place;
  }

  LoadInst *shared_limit(Instruction &before, Limit limit) {
    LoadInst *&known = shared_[{&before, limit}];
    if (!known) {
      IRBuilder<> b(&before);
      known = ir::load_limit(b, f_.getArg(0), *limit.first, limit.second);
    }
    return known;
  }

  // The same number in fewer bits; null if it may need them.
  Value *narrowed(Value *index, Type *type, IRBuilder<> &b) const {
    const bool fits =
        computeKnownBits(index, layout_).countMaxActiveBits() <= type->getIntegerBitWidth();
    return fits ? b.CreateTrunc(index, type) : nullptr;
  }

  void rewrite(const Compare &compare) {
    if (!compares_with_memory_ && compare.extent == 0)
      return; // nothing is saved
    IRBuilder<> b(compare.instr);
    Value *limit = nullptr;
    if (Instruction *before = place_of_shared(compare, extents_of_[compare.loop].size())) {
      limit = shared_limit(*before, {compare.memory, compare.extent});
    } else {
      limit = ir::load_limit(b, f_.getArg(0), *compare.memory, compare.extent);
    }
    Value *index = compare.index;
    if (limit->getType() != index->getType()) {
      if (Value *narrow = narrowed(index, limit->getType(), b))
        index = narrow;
      else
        limit = b.CreateZExt(limit, index->getType());
    }
    Value *made = b.CreateICmp(compare.predicate, index, limit);
    for (Value *operand : compare.instr->operands())
      old_.emplace_back(operand);
    compare.instr->replaceAllUsesWith(made);
    compare.instr->eraseFromParent();
  }
};

} // namespace

PreservedAnalyses LimitsPass::run(Function &f, FunctionAnalysisManager &am) {
  return all_but_values(Limits(f, am.getResult<LoopAnalysis>(f)).run());
}

} // namespace wexn::optimize
