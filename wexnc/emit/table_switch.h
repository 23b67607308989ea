// Switches of which code generation makes one table of targets.
#pragma once

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallPtrSet.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/IR/BasicBlock.h"
#include "llvm/IR/Constants.h"
#include "llvm/IR/Instructions.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <utility>

namespace wexn::emit {

struct TableCases {
  uint64_t lowest = 0, highest = 0;
  bool none_between = false; // values that are no case
};

// Cases below 65,536 that are many, dense and of many targets. Of other switches it makes compares.
[[nodiscard]] inline std::optional<TableCases> table_cases(const llvm::SwitchInst &branch) {
  constexpr uint64_t kHighest = 1u << 16;
  constexpr size_t kFewestRanges = 13, kFewestTargets = 4;
  if (branch.getNumCases() < kFewestRanges)
    return std::nullopt;
  llvm::SmallVector<std::pair<uint64_t, const llvm::BasicBlock *>, 64> cases;
  llvm::SmallPtrSet<const llvm::BasicBlock *, 16> targets;
  for (const auto &each : branch.cases()) {
    const llvm::APInt &value = each.getCaseValue()->getValue();
    if (value.uge(kHighest))
      return std::nullopt;
    cases.emplace_back(value.getZExtValue(), each.getCaseSuccessor());
    targets.insert(each.getCaseSuccessor());
  }
  llvm::sort(cases, llvm::less_first());
  const uint64_t lowest = cases.front().first, highest = cases.back().first;
  size_t ranges = 1;
  for (size_t i = 1; i < cases.size(); ++i)
    ranges += cases[i].first != cases[i - 1].first + 1 || cases[i].second != cases[i - 1].second;
  if (ranges < kFewestRanges || targets.size() < kFewestTargets ||
      2 * cases.size() <= highest - lowest)
    return std::nullopt;
  return TableCases{lowest, highest, cases.size() == highest - lowest + 1};
}

} // namespace wexn::emit
