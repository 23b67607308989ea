// See low_cases.h.
//
// What it relies on: a value that is no case goes to the default. Code generation makes one table
// of a switch if its cases are many, dense and of many targets; of others it makes compares, of
// which there would be more.
#include "wexnc/emit/low_cases.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallPtrSet.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/CodeGen/StackProtector.h"
#include "llvm/IR/Constants.h"
#include "llvm/IR/Function.h"
#include "llvm/IR/Instructions.h"
#include "llvm/Pass.h"

#include <cstdint>
#include <optional>
#include <utility>

namespace wexn::emit {

using namespace llvm;

namespace {

constexpr uint64_t kMostAdded = 8;
constexpr uint64_t kHighest = 1u << 16;
constexpr size_t kFewestRanges = 13, kFewestTargets = 4;

// How many cases lack below the lowest; 0 if that is no matter.
uint64_t lacking(const SwitchInst &branch) {
  if (branch.getNumCases() < kFewestRanges || branch.defaultDestUndefined())
    return 0;
  SmallVector<std::pair<uint64_t, const BasicBlock *>, 64> cases;
  SmallPtrSet<const BasicBlock *, 16> targets;
  for (const auto &each : branch.cases()) {
    const APInt &value = each.getCaseValue()->getValue();
    if (value.uge(kHighest))
      return 0;
    cases.emplace_back(value.getZExtValue(), each.getCaseSuccessor());
    targets.insert(each.getCaseSuccessor());
  }
  llvm::sort(cases, llvm::less_first());
  const uint64_t lowest = cases.front().first, highest = cases.back().first;
  size_t ranges = 1;
  for (size_t i = 1; i < cases.size(); ++i)
    ranges += cases[i].first != cases[i - 1].first + 1 || cases[i].second != cases[i - 1].second;
  const bool is_table = ranges >= kFewestRanges && targets.size() >= kFewestTargets &&
                        2 * cases.size() > highest - lowest;
  return is_table && lowest <= kMostAdded ? lowest : 0;
}

bool fill(SwitchInst &branch) {
  const uint64_t count = lacking(branch);
  BasicBlock *target = branch.getDefaultDest();
  SwitchInstProfUpdateWrapper weighed(branch);
  for (uint64_t value = 0; value < count; ++value) {
    weighed.addCase(cast<ConstantInt>(ConstantInt::get(branch.getCondition()->getType(), value)),
                    target, std::nullopt);
    for (PHINode &phi : target->phis())
      phi.addIncoming(phi.getIncomingValueForBlock(branch.getParent()), branch.getParent());
  }
  return count != 0;
}

class LowCases : public FunctionPass {
public:
  LowCases() : FunctionPass(id_) {}

  // No block gets another successor.
  void getAnalysisUsage(AnalysisUsage &usage) const override { usage.setPreservesAll(); }
  [[nodiscard]] StringRef getPassName() const override { return "wexnc low cases"; }

  bool runOnFunction(Function &f) override {
    bool changed = false;
    for (BasicBlock &block : f)
      if (auto *branch = dyn_cast<SwitchInst>(block.getTerminator()))
        changed |= fill(*branch);
    return changed;
  }

private:
  inline static char id_ = 0;
};

} // namespace

void add_low_cases_pass(TargetPassConfig &config) {
  if (config.getOptLevel() != CodeGenOptLevel::None)
    config.insertPass(&StackProtector::ID, new LowCases);
}

} // namespace wexn::emit
