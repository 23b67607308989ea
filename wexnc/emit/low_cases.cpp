// See low_cases.h.
//
// What it relies on: a value that is no case goes to the default. Where no table is made of a
// switch, there would be more compares. If the only way to the switch is a branch that lets no
// value above the highest case by, and every other is a case now, none goes to the default.
#include "wexnc/emit/low_cases.h"

#include "wexnc/emit/table_switch.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/CodeGen/StackProtector.h"
#include "llvm/IR/BasicBlock.h"
#include "llvm/IR/ConstantRange.h"
#include "llvm/IR/Constants.h"
#include "llvm/IR/Function.h"
#include "llvm/IR/Instructions.h"
#include "llvm/Pass.h"

#include <cstdint>
#include <optional>

namespace wexn::emit {

using namespace llvm;

namespace {

constexpr uint64_t kMostAdded = 8;

const Value *narrow(const Value *v) {
  while (const auto *wide = dyn_cast<ZExtInst>(v))
    v = wide->getOperand(0);
  return v;
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
  if (branch.defaultDestUndefined())
    return false;
  const std::optional<TableCases> cases = table_cases(branch);
  if (!cases || cases->lowest == 0 || cases->lowest > kMostAdded)
    return false;
  BasicBlock *target = branch.getDefaultDest();
  SwitchInstProfUpdateWrapper weighed(branch);
  for (uint64_t value = 0; value < cases->lowest; ++value) {
    weighed.addCase(cast<ConstantInt>(ConstantInt::get(branch.getCondition()->getType(), value)),
                    target, std::nullopt);
    for (PHINode &phi : target->phis())
      phi.addIncoming(phi.getIncomingValueForBlock(branch.getParent()), branch.getParent());
  }
  if (cases->none_between && is_below(branch, cases->highest))
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
