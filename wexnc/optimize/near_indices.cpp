// See near_indices.h. What is known of an index is a range of signed numbers: by its bits, from
// checks on every way here of values that it lies a little before or behind, and of a phi by what
// comes in.
//
// What it relies on: a memory has at most WEXN_GUARDED_INDEX64 bytes, and behind a check its access
// was in bounds, or control would not be there, whether a compare says so or a fault
// (PinAccessesPass, which makes each check's access before the next one's). All numbers are below
// 2^62, so that sums do not wrap; what is not is any number, at both ends. Of a phi at a loop's
// header it is taken to hold what has come in so far until no more does; so it holds in the first
// round, and in each other since it did in the one before. An index before 0 must fault: its access
// must begin there, without an offset, which would lead back into the memory, and be one that the
// code generator keeps whole, which it does with those of up to 8 bytes; the fault is then at the
// first byte.
#include "wexnc/optimize/near_indices.h"

#include <wexn/abi/types.h>

#include "llvm/Analysis/ValueTracking.h"
#include "llvm/IR/PatternMatch.h"
#include "llvm/Support/KnownBits.h"

#include <algorithm>

namespace wexn::optimize {

using namespace llvm;
using namespace llvm::PatternMatch;
using ir::AccessCheck;

namespace {

constexpr int64_t kMost = int64_t{1} << 62, kMostSmall = int64_t{1} << 40;
constexpr int64_t kMemory = WEXN_GUARDED_INDEX64;
// Of what is reserved, but for where a processor's pair of accesses may begin.
constexpr int64_t kNear = WEXN_GUARDED_STEP64 - (uint64_t{1} << 20);
constexpr size_t kWholeBytes = 8;

// What is looked at.
constexpr unsigned kMostParts = 4; // of a sum
constexpr size_t kMostFacts = 32;  // of a value
constexpr unsigned kExactRounds = 3, kMostRounds = 16;

} // namespace

const NearIndices::Range NearIndices::kAny = {-kMost, kMost};

NearIndices::Range NearIndices::sum(const Range &a, const Range &b) {
  const int64_t low = std::max(a.low + b.low, -kMost), high = std::min(a.high + b.high, kMost);
  return low == -kMost || high == kMost ? kAny : Range{low, high};
}
NearIndices::Range NearIndices::both(const Range &a, const Range &b) {
  return {std::max(a.low, b.low), std::min(a.high, b.high)};
}
NearIndices::Range NearIndices::either(const Range &a, const Range &b) {
  return {std::min(a.low, b.low), std::max(a.high, b.high)};
}

// A value's range by its bits.
const NearIndices::Range &NearIndices::small(const Value &v) const {
  const auto [found, is_new] = small_.try_emplace(&v, kAny);
  if (is_new) {
    Range &range = found->second;
    if (const auto *constant = dyn_cast<ConstantInt>(&v)) {
      if (constant->getValue().abs().ule(kMostSmall))
        range = {constant->getSExtValue(), constant->getSExtValue()};
      return range;
    }
    const unsigned signs = ComputeNumSignBits(&v, layout_);
    const KnownBits bits = computeKnownBits(&v, layout_);
    if (bits.isNonNegative() && bits.getMaxValue().ult(kMostSmall))
      range = {static_cast<int64_t>(bits.getMinValue().getZExtValue()),
               static_cast<int64_t>(bits.getMaxValue().getZExtValue())};
    else if (const int64_t limit = int64_t{1} << (64 - std::max(signs, 2U)); limit <= kMostSmall)
      range = {-limit, limit - 1};
  }
  return found->second;
}

// What an index lies a little before or behind: itself, and what it is the sum of, with a constant
// or another small number.
const SmallVector<NearIndices::Place, 3> &NearIndices::places(const Value &index) const {
  const auto [found, is_new] = places_.try_emplace(&index);
  if (!is_new)
    return found->second;
  SmallVector<Place, 3> all;
  const auto is_small = [](const Range &range) { return range.low > -kMost && range.high < kMost; };
  Place place{&index, {0, 0}};
  for (unsigned part = 0; part < kMostParts; ++part) {
    const Value *a = nullptr, *b = nullptr;
    const bool is_sum = match(place.base, m_Add(m_Value(a), m_Value(b))) ||
                        match(place.base, m_DisjointOr(m_Value(a), m_Value(b)));
    if (const Range &range = small(*place.base); !is_sum && is_small(range)) {
      all.push_back({nullptr, sum(place.offset, range)});
      break;
    }
    all.push_back(place);
    if (is_sum) {
      if (!is_small(small(*b)))
        std::swap(a, b);
      if (!is_small(small(*b)))
        break;
      place = {a, sum(place.offset, small(*b))};
    } else if (match(place.base, m_Sub(m_Value(a), m_Value(b))) && is_small(small(*b))) {
      place = {a, sum(place.offset, {-small(*b).high, -small(*b).low})};
    } else {
      break;
    }
  }
  return places_[&index] = std::move(all);
}

NearIndices::NearIndices(const Function &f, const DominatorTree &dominators,
                         ArrayRef<AccessCheck> checks)
    : layout_(f.getDataLayout()), dominators_(dominators), checks_(checks) {
  for (size_t i = 0; i < checks.size(); ++i) {
    if (checks[i].extent > WEXN_GUARDED_INDEX64)
      continue;
    const Range in_bounds = {0, kMemory - static_cast<int64_t>(checks[i].extent)};
    for (const auto &[base, offset] : places(*checks[i].index))
      if (base)
        facts_[{checks[i].memory, base}].push_back(
            {i, sum(in_bounds, {-offset.high, -offset.low})});
  }
  find_phis();
}

// None: of a phi that was not come to.
std::optional<NearIndices::Range> NearIndices::range_at(unsigned memory, const Value &index,
                                                        const Point &at) const {
  Range range = kAny;
  for (const auto &[base, offset] : places(index)) {
    Range of_base = kAny;
    if (!base) {
      of_base = {0, 0};
    } else {
      if (const auto phi = phis_.find({memory, base}); phi != phis_.end()) {
        if (!phi->second)
          return std::nullopt;
        of_base = *phi->second;
      }
      if (const auto facts = facts_.find({memory, base}); facts != facts_.end())
        for (const Fact &fact : ArrayRef(facts->second).take_front(kMostFacts)) {
          const BasicBlock *block = checks_[fact.number].call->getParent();
          if (block == at.block ? fact.number < at.number : dominators_.dominates(block, at.block))
            of_base = both(of_base, fact.range);
        }
    }
    range = both(range, sum(of_base, offset));
  }
  return range;
}

// Those that indices lie near to, or that come into one of them.
void NearIndices::find_phis() {
  SmallVector<Key, 16> next, phis;
  for (const AccessCheck &check : checks_)
    for (const Place &place : places(*check.index))
      next.push_back({check.memory, place.base});
  while (!next.empty()) {
    const Key key = next.pop_back_val();
    const auto *phi = dyn_cast_or_null<PHINode>(key.second);
    if (!phi || !dominators_.isReachableFromEntry(phi->getParent()) ||
        !phis_.try_emplace(key, std::nullopt).second)
      continue;
    phis.push_back(key);
    for (const Value *in : phi->incoming_values())
      for (const Place &place : places(*in))
        next.push_back({key.first, place.base});
  }
  bool changes = !phis.empty();
  for (unsigned round = 0; changes && round < kMostRounds; ++round) {
    changes = false;
    for (const Key &phi : phis)
      changes |= join(phi, round);
  }
  if (changes)
    phis_.clear();
}

// Whether a phi gets more values. From some round on, one that still does gets all.
bool NearIndices::join(const Key &key, unsigned round) {
  const auto *phi = cast<PHINode>(key.second);
  std::optional<Range> &known = phis_[key];
  std::optional<Range> range = known;
  for (unsigned i = 0; i < phi->getNumIncomingValues(); ++i) {
    const BasicBlock *from = phi->getIncomingBlock(i);
    if (!dominators_.isReachableFromEntry(from))
      continue;
    if (const auto in = range_at(key.first, *phi->getIncomingValue(i), {from, SIZE_MAX}))
      range = range ? either(*range, *in) : *in;
  }
  // At once the whole memory: else a pointer's range would grow by a step a round.
  if (range)
    range = either(*range, {0, kMemory});
  if (!range || (known && range->low == known->low && range->high == known->high))
    return false;
  known = known && round >= kExactRounds ? kAny : *range;
  return true;
}

bool NearIndices::is_near(size_t number) const {
  const AccessCheck &check = checks_[number];
  const std::optional<Range> range =
      range_at(check.memory, *check.index, {check.call->getParent(), number});
  if (!range || range->high >= kMemory + kNear)
    return false;
  return range->low >= 0 ||
         (range->low >= -kNear && check.extent == check.width && check.width <= kWholeBytes);
}

} // namespace wexn::optimize
