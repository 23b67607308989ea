// What a loop touches in all of its rounds, and the test in front of it that shows such ranges of
// addresses apart from each other.
//
// What it relies on: an access that is made in every round at start + k * step touches, over the
// rounds 0 <= k < n, bytes from the lower of start and start + (n - 1) * step to the higher of both
// and its width; this does not wrap, as all of it lies within a memory and steps are small. Two
// accesses are apart if these ranges are.
#pragma once

#include "llvm/ADT/SmallVector.h"
#include "llvm/IR/IRBuilder.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <utility>

namespace llvm {
class SCEV;
class SCEVExpander;
class ScalarEvolution;
} // namespace llvm

namespace wexn::optimize {

class Apart {
public:
  // From start + first to start + end, bytes, moved along by `step` in each round.
  struct Range {
    const llvm::SCEV *start; // a pointer
    int64_t step, first, end;
    bool stores;
  };

  // Both stay the caller's and outlive this.
  Apart(llvm::ScalarEvolution &se, llvm::SCEVExpander &expander) : se_(se), expander_(expander) {}

  // The number of the range that covers this access and those near to it that step alike; none if
  // the step is too large. `start` must be safe to expand in front of the loop.
  std::optional<size_t> cover(const llvm::SCEV *start, int64_t step, uint64_t width, bool stores);
  // The test shall show that these two are apart. False: it cannot, or it would become too long.
  [[nodiscard]] bool demand(size_t x, size_t y);

  using Demands = llvm::SmallVector<std::pair<size_t, size_t>, 8>;
  [[nodiscard]] const Demands &demands() const { return demands_; }
  void demand_only(Demands these) { demands_ = std::move(these); }
  [[nodiscard]] const llvm::SmallVectorImpl<Range> &ranges() const { return ranges_; }
  void clear();

  // i1 at the builder's place: whether all that was demanded holds in a loop of `rounds` (i64).
  [[nodiscard]] llvm::Value *test(llvm::IRBuilder<> &b, llvm::Value *rounds) const;

private:
  llvm::ScalarEvolution &se_;
  llvm::SCEVExpander &expander_;
  llvm::SmallVector<Range, 8> ranges_;
  Demands demands_;
};

} // namespace wexn::optimize
