// See low_cases.h.
//
// What it relies on: a value that is no case goes to the default. Code generation makes one table
// of a switch if its cases are many, dense and of many targets; of others it makes compares, of
// which there would be more. If the only way to the switch is a branch that lets no value above the
// highest case by, and every other is a case now, none goes to the default.
#include "wexnc/emit/low_cases.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallPtrSet.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/CodeGen/StackProtector.h"
#include "llvm/IR/BasicBlock.h"
#include "llvm/IR/ConstantRange.h"
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

struct Lacking {
  uint64_t below = 0; // the lowest case
  uint64_t highest = 0;
  bool none_between = false;
};

// How many cases lack below the lowest; 0 if that is no matter.
Lacking lacking(const SwitchInst &branch) {
  if (branch.getNumCases() < kFewestRanges || branch.defaultDestUndefined())
    return {};
  SmallVector<std::pair<uint64_t, const BasicBlock *>, 64> cases;
  SmallPtrSet<const BasicBlock *, 16> targets;
  for (const auto &each : branch.cases()) {
    const APInt &value = each.getCaseValue()->getValue();
    if (value.uge(kHighest))
      return {};
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
  return {is_table && lowest <= kMostAdded ? lowest : 0, highest,
          cases.size() == highest - lowest + 1};
}

const Value *narrow(const Value *v) {
  const auto *wide = dyn_cast<ZExtInst>(v);
  return wide ? wide->getOperand(0) : v;
}

// Whether the branch before lets only values up to `highest` by.
bool is_below(const SwitchInst &branch, uint64_t highest) {
  const BasicBlock *here = branch.getParent(), *before = here->getSinglePredecessor();
  const auto *test = before ? dyn_cast<BranchInst>(before->getTerminator()) : nullptr;
  const auto *compare =
      test && test->isConditional() ? dyn_cast<ICmpInst>(test->getCondition()) : nullptr;
  const auto *limit = compare ? dyn_cast<ConstantInt>(compare->getOperand(1)) : nullptr;
  if (!limit || narrow(compare->getOperand(0)) != narrow(branch.getCondition()))
    return false;
  const CmpInst::Predicate predicate =
      test->getSuccessor(0) == here ? compare->getPredicate() : compare->getInversePredicate();
  return ConstantRange::makeExactICmpRegion(predicate, limit->getValue())
      .getUnsignedMax()
      .ule(highest);
}

// The default goes nowhere.
void close(SwitchInst &branch) {
  BasicBlock *here = branch.getParent();
  BasicBlock *never = BasicBlock::Create(branch.getContext(), "never", here->getParent());
  new UnreachableInst(branch.getContext(), never);
  branch.getDefaultDest()->removePredecessor(here, /*KeepOneInputPHIs=*/true);
  branch.setDefaultDest(never);
}

bool fill(SwitchInst &branch) {
  const auto [count, highest, none_between] = lacking(branch);
  BasicBlock *target = branch.getDefaultDest();
  if (count == 0)
    return false;
  SwitchInstProfUpdateWrapper weighed(branch);
  for (uint64_t value = 0; value < count; ++value) {
    weighed.addCase(cast<ConstantInt>(ConstantInt::get(branch.getCondition()->getType(), value)),
                    target, std::nullopt);
    for (PHINode &phi : target->phis())
      phi.addIncoming(phi.getIncomingValueForBlock(branch.getParent()), branch.getParent());
  }
  if (none_between && is_below(branch, highest))
    close(branch);
  return true;
}

class LowCases : public FunctionPass {
public:
  LowCases() : FunctionPass(id_) {}

  // What that knows of slots stays; it can't be asked again.
  void getAnalysisUsage(AnalysisUsage &usage) const override {
    usage.addPreserved<StackProtector>();
  }

  [[nodiscard]] StringRef getPassName() const override { return "wexnc low cases"; }

  bool runOnFunction(Function &f) override {
    bool changed = false;
    for (BasicBlock &block : make_early_inc_range(f))
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
