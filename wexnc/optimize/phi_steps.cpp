// See phi_steps.h.
//
// What it relies on: whichever way is taken, the one phi is what the other is, plus the constant,
// modulo 2^bits; nothing is promised of that sum (no wrap), nor any more of those that the other
// phi takes and the one did not. It has no effect and cannot trap, so that it may be computed
// anywhere between the phis and its first use.
#include "wexnc/optimize/phi_steps.h"

#include "wexnc/optimize/preserved.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SetVector.h"
#include "llvm/ADT/SmallPtrSet.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/IR/Constants.h"
#include "llvm/IR/Function.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/PatternMatch.h"

#include <cstddef>
#include <optional>

namespace wexn::optimize {

using namespace llvm;
using namespace llvm::PatternMatch;

namespace {

constexpr size_t kMostPhis = 64;   // of a block
constexpr unsigned kMostSteps = 4; // additions of constants

// A value as a sum; of a constant there is no base.
struct Sum {
  const Value *base;
  APInt constant;
};

Sum sum_of(const Value *v) {
  Sum sum{v, APInt(v->getType()->getIntegerBitWidth(), 0)};
  const Value *next = nullptr;
  const APInt *constant = nullptr;
  for (unsigned i = 0; i < kMostSteps && match(sum.base, m_Add(m_Value(next), m_APInt(constant)));
       ++i)
    sum = {next, sum.constant + *constant};
  if (match(sum.base, m_APInt(constant)))
    sum = {nullptr, sum.constant + *constant};
  return sum;
}

// The additions of constants that `v` ends with.
SmallVector<Instruction *, kMostSteps> sums_in(Value *v) {
  SmallVector<Instruction *, kMostSteps> sums;
  const APInt *constant = nullptr;
  while (sums.size() < kMostSteps && isa<Instruction>(v) &&
         match(v, m_Add(m_Value(), m_APInt(constant)))) {
    sums.push_back(cast<Instruction>(v));
    v = sums.back()->getOperand(0);
  }
  return sums;
}

// Whether all that comes in is computed for that phi alone, or is a constant.
bool has_own_sums(const PHINode &phi) {
  SmallPtrSet<const Value *, 8> seen;
  return all_of(phi.incoming_values(), [&](const Value *value) {
    return isa<ConstantInt>(value) || !seen.insert(value).second ||
           (isa<BinaryOperator>(value) &&
            all_of(value->users(), [&](const User *user) { return user == &phi; }));
  });
}

// What `later` is more than `x` on each way, if it is the same.
std::optional<APInt> step_of(const PHINode &later, const PHINode &x) {
  std::optional<APInt> step;
  for (unsigned i = 0; i < later.getNumIncomingValues(); ++i) {
    const Sum to = sum_of(later.getIncomingValue(i)), from = sum_of(x.getIncomingValue(i));
    if (later.getIncomingBlock(i) != x.getIncomingBlock(i) || to.base != from.base)
      return std::nullopt;
    const APInt difference = to.constant - from.constant;
    if (step && *step != difference)
      return std::nullopt;
    step = difference;
  }
  return step;
}

// What was promised of sums that `x` takes held where `x` was used; where `later` is, the base
// alone may have been.
void forget_promises(const PHINode &later, const PHINode &x) {
  for (unsigned i = 0; i < x.getNumIncomingValues(); ++i) {
    const auto own = sums_in(later.getIncomingValue(i));
    for (Instruction *sum : sums_in(x.getIncomingValue(i)))
      if (!is_contained(own, sum))
        sum->dropPoisonGeneratingFlags();
  }
}

// In front of the first use of the phi in its block.
Instruction &place_for(PHINode &phi) {
  BasicBlock &block = *phi.getParent();
  for (Instruction &i : make_range(block.getFirstInsertionPt(), block.end()))
    if (is_contained(i.operands(), &phi))
      return i;
  return *block.getTerminator();
}

bool change(BasicBlock &block) {
  SmallVector<PHINode *, 8> phis;
  for (PHINode &phi : block.phis())
    if (phi.getType()->isIntegerTy() && phi.getNumIncomingValues() > 1)
      phis.push_back(&phi);
  if (phis.size() < 2 || phis.size() > kMostPhis || block.isEHPad())
    return false;
  bool changed = false;
  for (PHINode *&later : phis) {
    if (!has_own_sums(*later))
      continue;
    for (PHINode *x : phis) {
      if (!x || x == later || x->getType() != later->getType())
        continue;
      const std::optional<APInt> step = step_of(*later, *x);
      if (!step)
        continue;
      forget_promises(*later, *x);
      SmallSetVector<Value *, 8> sums;
      sums.insert(later->value_op_begin(), later->value_op_end());
      IRBuilder<> b(&place_for(*later));
      Value *made = b.CreateAdd(x, ConstantInt::get(x->getType(), *step));
      later->replaceAllUsesWith(made);
      later->eraseFromParent();
      for (Value *each : sums)
        if (auto *i = dyn_cast<Instruction>(each); i && i->use_empty())
          i->eraseFromParent();
      later = nullptr;
      changed = true;
      break;
    }
  }
  return changed;
}

} // namespace

PreservedAnalyses PhiStepsPass::run(Function &f, FunctionAnalysisManager &) {
  bool changed = false;
  for (BasicBlock &block : f)
    changed |= change(block);
  return all_but_values(changed);
}

} // namespace wexn::optimize
