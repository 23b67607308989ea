// See apart.h.
#include "wexnc/optimize/apart.h"

#include "llvm/ADT/STLExtras.h"
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

Value *Apart::test(IRBuilder<> &b, Value *rounds) const {
  struct Ends {
    Value *low, *high;
  };
  SmallVector<Ends, 8> ends;
  Value *further = b.CreateSub(rounds, b.getInt64(1));
  for (const Range &range : ranges_) {
    Value *start = b.CreatePtrToInt(
        expander_.expandCodeFor(range.start, range.start->getType(), b.GetInsertPoint()),
        b.getInt64Ty());
    Value *way = b.CreateMul(further, b.getInt64(static_cast<uint64_t>(range.step)));
    auto at = [&](bool moved, int64_t offset) {
      return b.CreateAdd(moved ? b.CreateAdd(start, way) : start,
                         b.getInt64(static_cast<uint64_t>(offset)));
    };
    ends.push_back({at(range.step < 0, range.first), at(range.step > 0, range.end)});
  }
  Value *all = b.getTrue();
  for (const auto &[x, y] : demands_)
    all = b.CreateAnd(all, b.CreateOr(b.CreateICmpULE(ends[x].high, ends[y].low),
                                      b.CreateICmpULE(ends[y].high, ends[x].low)));
  return all;
}

} // namespace wexn::optimize
