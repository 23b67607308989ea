// See apart.h.
#include "wexnc/optimize/apart.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/Analysis/LoopInfo.h"
#include "llvm/Analysis/ScalarEvolution.h"
#include "llvm/Analysis/ScalarEvolutionExpressions.h"
#include "llvm/Transforms/Utils/ScalarEvolutionExpander.h"

#include <algorithm>
#include <cstdlib>

namespace wexn::optimize {

using namespace llvm;

namespace {
constexpr size_t kMostTests = 8; // of two ranges
constexpr int64_t kLargestStep = 1 << 20;
constexpr unsigned kMostBitsOfRounds = 30; // of a loop around
} // namespace

std::optional<size_t> Apart::cover(const SCEV *start, int64_t step, uint64_t width, bool stores) {
  if (std::abs(step) > kLargestStep)
    return std::nullopt;
  const auto bytes = static_cast<int64_t>(width);
  for (size_t i = 0; i < ranges_.size(); ++i) {
    Range &range = ranges_[i];
    const auto *ahead = dyn_cast<SCEVConstant>(se_.getMinusSCEV(start, range.start));
    if (range.step != step || !ahead || ahead->getAPInt().getSignificantBits() > 32)
      continue;
    const int64_t first = ahead->getAPInt().getSExtValue();
    range.first = std::min(range.first, first);
    range.end = std::max(range.end, first + bytes);
    range.stores |= stores;
    return i;
  }
  ranges_.push_back({start, step, 0, bytes, stores});
  return ranges_.size() - 1;
}

bool Apart::demand(size_t x, size_t y) {
  if (x == y)
    return false;
  const std::pair<size_t, size_t> both = std::minmax(x, y);
  if (!is_contained(demands_, both))
    demands_.push_back(both);
  return demands_.size() <= kMostTests;
}

void Apart::clear() {
  ranges_.clear();
  demands_.clear();
}

Apart::Ends Apart::ends(IRBuilder<> &b, const Range &range, Value *rounds) const {
  Value *start = b.CreatePtrToInt(
      expander_.expandCodeFor(range.start, range.start->getType(), b.GetInsertPoint()),
      b.getInt64Ty());
  Value *way = b.CreateMul(b.CreateSub(rounds, b.getInt64(1)),
                           b.getInt64(static_cast<uint64_t>(range.step)));
  auto at = [&](bool moved, int64_t offset) {
    return b.CreateAdd(moved ? b.CreateAdd(start, way) : start,
                       b.getInt64(static_cast<uint64_t>(offset)));
  };
  return {at(range.step < 0, range.first), at(range.step > 0, range.end)};
}

Value *Apart::all_apart(IRBuilder<> &b, const SmallVectorImpl<Ends> &ends) const {
  Value *all = b.getTrue();
  for (const auto &[x, y] : demands_)
    all = b.CreateAnd(all, b.CreateOr(b.CreateICmpULE(ends[x].high, ends[y].low),
                                      b.CreateICmpULE(ends[y].high, ends[x].low)));
  return all;
}

Value *Apart::test(IRBuilder<> &b, Value *rounds) const {
  SmallVector<Ends, 8> each;
  for (const Range &range : ranges_)
    each.push_back(ends(b, range, rounds));
  return all_apart(b, each);
}

Value *Apart::test_around(IRBuilder<> &b, Value *rounds, const Loop &around) const {
  const auto *back = dyn_cast<SCEVConstant>(se_.getBackedgeTakenCount(&around));
  if (!back || back->getAPInt().getActiveBits() > kMostBitsOfRounds)
    return nullptr;
  bool moves = false;
  SmallVector<int64_t, 8> ways; // of the starts, in all rounds
  SmallVector<Range, 8> first;  // ranges of the first round
  for (Range range : ranges_) {
    int64_t way = 0;
    if (!se_.isLoopInvariant(range.start, &around)) {
      const auto *steps = dyn_cast<SCEVAddRecExpr>(range.start);
      if (!steps || steps->getLoop() != &around || !steps->isAffine())
        return nullptr;
      const auto *step = dyn_cast<SCEVConstant>(steps->getStepRecurrence(se_));
      if (!step || step->getAPInt().abs().ugt(kLargestStep))
        return nullptr;
      way = step->getAPInt().getSExtValue() * static_cast<int64_t>(back->getAPInt().getZExtValue());
      range.start = steps->getStart();
      moves = true;
    }
    if (!expander_.isSafeToExpandAt(range.start, &*b.GetInsertPoint()))
      return nullptr;
    ways.push_back(way);
    first.push_back(range);
  }
  if (!moves)
    return nullptr;
  Value *none_wraps = b.getTrue();
  SmallVector<Ends, 8> each;
  for (const auto &[range, way] : zip(first, ways)) {
    Ends both = ends(b, range, rounds);
    Value *&end = way < 0 ? both.low : both.high;
    end = b.CreateAdd(end, b.getInt64(static_cast<uint64_t>(way)));
    none_wraps = b.CreateAnd(none_wraps, b.CreateICmpULE(both.low, both.high));
    each.push_back(both);
  }
  return b.CreateAnd(none_wraps, all_apart(b, each));
}

} // namespace wexn::optimize
