// See few_restarts.h. What it relies on: a frozen value is what the value is, or any, if that was
// undefined; and CodeGenPrepare (combineToUAddWithOverflow, combineToUSubWithOverflow,
// optimizeSelectInst) looks at what a compare or select has as operands and at users of those, but
// not through freezes, which are cheap. Only what it would change is counted, compares in the same
// block as the sum, so that functions with little of that are left as they are.
#include "wexnc/optimize/few_restarts.h"

#include "wexnc/optimize/preserved.h"

#include "llvm/ADT/APInt.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/Analysis/TargetTransformInfo.h"
#include "llvm/IR/BasicBlock.h"
#include "llvm/IR/Constants.h"
#include "llvm/IR/Function.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/InstrTypes.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/PatternMatch.h"

#include <cstddef>
#include <utility>

namespace wexn::optimize {

using namespace llvm;
using namespace llvm::PatternMatch;

namespace {

// Instructions that are looked at again: about half a second.
constexpr size_t kMostWork = 4'000'000;

// The differences of a block: what is subtracted from what, sums with a constant among them.
DenseSet<std::pair<const Value *, const Value *>> differences_of(const BasicBlock &block) {
  DenseSet<std::pair<const Value *, const Value *>> found;
  for (const Instruction &i : block) {
    const Value *a = nullptr, *b = nullptr;
    const APInt *c = nullptr;
    if (match(&i, m_Sub(m_Value(a), m_Value(b))))
      found.insert({a, b});
    else if (match(&i, m_Add(m_Value(a), m_APInt(c))))
      found.insert({a, ConstantInt::get(i.getType(), -*c)});
  }
  return found;
}

// Of `compare` the difference whose borrow it is. Equal to all bits set is a carry of a sum with 1.
std::pair<const Value *, const Value *> borrow_of(const ICmpInst &compare) {
  const Value *a = compare.getOperand(0), *b = compare.getOperand(1);
  switch (compare.getPredicate()) {
  case ICmpInst::ICMP_ULT:
    return {a, b};
  case ICmpInst::ICMP_UGT:
    return {b, a};
  case ICmpInst::ICMP_EQ:
  case ICmpInst::ICMP_NE:
    if (match(b, m_ZeroInt()))
      return {a, ConstantInt::get(b->getType(), 1)};
    return {a, b};
  default:
    return {};
  }
}

// The operands of compares that are carries.
void add_carries(Function &f, SmallVectorImpl<Use *> &found) {
  for (BasicBlock &block : f) {
    const auto differences = differences_of(block);
    for (Instruction &i : block)
      if (auto *compare = dyn_cast<ICmpInst>(&i);
          compare && compare->getOperand(0)->getType()->isIntegerTy())
        if (match(compare, m_UAddWithOverflow(m_Value(), m_Value(), m_Value())) ||
            differences.contains(borrow_of(*compare)))
          for (Use &operand : compare->operands())
            found.push_back(&operand);
  }
}

// What selects choose that is expensive and has no other use.
void add_choices(Function &f, const TargetTransformInfo &costs, SmallVectorImpl<Use *> &found) {
  for (Instruction &i : instructions(f))
    if (isa<SelectInst>(i))
      for (Use &operand : drop_begin(i.operands()))
        if (const auto *chosen = dyn_cast<Instruction>(operand);
            chosen && chosen->hasOneUse() && costs.isExpensiveToSpeculativelyExecute(chosen))
          found.push_back(&operand);
}

} // namespace

PreservedAnalyses FewRestartsPass::run(Function &f, FunctionAnalysisManager &am) {
  const size_t size = f.getInstructionCount();
  if (size * size < kMostWork) // nothing is changed more often than there are instructions
    return PreservedAnalyses::all();
  SmallVector<Use *> operands; // two of each compare
  add_carries(f, operands);
  add_choices(f, am.getResult<TargetIRAnalysis>(f), operands);
  if (operands.size() / 2 * size < kMostWork)
    return PreservedAnalyses::all();
  for (Use *operand : operands)
    if (!isa<Constant>(*operand))
      operand->set(
          new FreezeInst(*operand, "", cast<Instruction>(operand->getUser())->getIterator()));
  return all_but_values(true);
}

} // namespace wexn::optimize
