// Guarded 64-bit memories: which checks need no compare, because their indices lie in what is
// reserved around the memory (abi/types.h), or in it.
#pragma once

#include "wexnc/ir/access_check.h"

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/IR/Dominators.h"
#include "llvm/IR/Instructions.h"

#include <cstdint>
#include <optional>
#include <utility>

namespace wexn::optimize {

class NearIndices {
public:
  // `checks`: all of the function's that are of such memories; those of a block in their order.
  NearIndices(const llvm::Function &f, const llvm::DominatorTree &dominators,
              llvm::ArrayRef<ir::AccessCheck> checks);
  // Of the check with that number.
  [[nodiscard]] bool is_near(size_t number) const;

private:
  // Values of a signed number; any if it may have more.
  struct Range {
    int64_t low, high;
  };
  static const Range kAny;
  // Behind a value, or behind 0.
  struct Place {
    const llvm::Value *base;
    Range offset;
  };
  using Key = std::pair<unsigned, const llvm::Value *>; // a memory and such a value
  struct Fact {
    size_t number; // of the check
    Range range;
  };
  // In the code: behind a block's checks up to that one.
  struct Point {
    const llvm::BasicBlock *block;
    size_t number;
  };

  static Range sum(const Range &a, const Range &b);
  static Range both(const Range &a, const Range &b);
  static Range either(const Range &a, const Range &b);

  [[nodiscard]] const Range &small(const llvm::Value &v) const;
  [[nodiscard]] const llvm::SmallVector<Place, 3> &places(const llvm::Value &index) const;
  [[nodiscard]] std::optional<Range> range_at(unsigned memory, const llvm::Value &index,
                                              const Point &at) const;
  void find_phis();
  [[nodiscard]] bool join(const Key &phi, unsigned round);

  const llvm::DataLayout &layout_;
  const llvm::DominatorTree &dominators_;
  llvm::ArrayRef<ir::AccessCheck> checks_;
  llvm::DenseMap<Key, llvm::SmallVector<Fact, 2>> facts_;
  llvm::DenseMap<Key, std::optional<Range>> phis_; // none: not come to
  mutable llvm::DenseMap<const llvm::Value *, Range> small_;
  mutable llvm::DenseMap<const llvm::Value *, llvm::SmallVector<Place, 3>> places_;
};

} // namespace wexn::optimize
