// See float_ranges.h. Of the number, the lowest and the highest that the branches before leave are
// computed, exactly, and each compare on which the branch depends is asked whether all numbers
// between give one answer.
//
// What it relies on:
// - Between those branches and the block are only blocks with one way in: they were just taken that
//   way, and values do not change.
// - An ordered compare that holds, or an unordered one that does not, says that x is no NaN; from
//   others nothing is concluded. There are no other numbers between a bound and its neighbour
//   (APFloat::next), and both zeros compare as equal.
#include "wexnc/optimize/float_ranges.h"

#include "wexnc/optimize/preserved.h"

#include "llvm/ADT/APFloat.h"
#include "llvm/IR/BasicBlock.h"
#include "llvm/IR/CFG.h"
#include "llvm/IR/Constants.h"
#include "llvm/IR/Function.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/IntrinsicInst.h"
#include "llvm/IR/PatternMatch.h"

#include <optional>

namespace wexn::optimize {

using namespace llvm;
using namespace llvm::PatternMatch;

namespace {

constexpr unsigned kMostBack = 8; // branches before
constexpr unsigned kDeepest = 4;  // of compares that one branch joins

// Of a value that is no NaN.
struct Range {
  explicit Range(const fltSemantics &semantics)
      : low(APFloat::getInf(semantics, /*Negative=*/true)), high(APFloat::getInf(semantics)) {}

  void at_least(const APFloat &bound) { low = bound > low ? bound : low; }
  void at_most(const APFloat &bound) { high = bound < high ? bound : high; }

  APFloat low, high;
};

APFloat next(APFloat value, bool down) {
  value.next(down);
  return value;
}

// Reads branches backwards from a block, for one value.
class Facts {
public:
  explicit Facts(Value &x) : x_(x) {}

  // Nothing if x may be a NaN, or if no x comes here at all.
  std::optional<Range> before(const BasicBlock &block) {
    const BasicBlock *to = &block;
    for (unsigned back = 0; back < kMostBack; ++back) {
      const BasicBlock *from = to->getSinglePredecessor();
      if (!from)
        break;
      const auto *branch = dyn_cast<BranchInst>(from->getTerminator());
      if (branch && branch->isConditional() && branch->getSuccessor(0) != branch->getSuccessor(1))
        learn(branch->getCondition(), branch->getSuccessor(0) == to, kDeepest);
      to = from;
    }
    return number_ && range_.low <= range_.high ? std::optional(range_) : std::nullopt;
  }

private:
  void learn(Value *condition, bool holds, unsigned depth) {
    Value *a = nullptr, *b = nullptr;
    if (depth == 0)
      return;
    if (match(condition, m_Not(m_Value(a))))
      return learn(a, !holds, depth - 1);
    if (holds ? match(condition, m_LogicalAnd(m_Value(a), m_Value(b)))
              : match(condition, m_LogicalOr(m_Value(a), m_Value(b)))) {
      learn(a, holds, depth - 1);
      learn(b, holds, depth - 1);
      return;
    }
    if (const auto *compare = dyn_cast<FCmpInst>(condition))
      learn(*compare, holds ? compare->getPredicate() : compare->getInversePredicate());
  }

  void learn(const FCmpInst &compare, CmpInst::Predicate predicate) {
    const Value *left = compare.getOperand(0);
    const bool magnitude = match(left, m_FAbs(m_Specific(&x_)));
    const APFloat *found = nullptr;
    if (!CmpInst::isOrdered(predicate) || (left != &x_ && !magnitude) ||
        !match(compare.getOperand(1), m_APFloat(found)) || found->isNaN())
      return;
    number_ = true;
    APFloat bound = *found;
    switch (predicate) {
    case CmpInst::FCMP_OLT:
      bound = next(bound, /*down=*/true);
      [[fallthrough]];
    case CmpInst::FCMP_OLE:
      range_.at_most(bound);
      if (magnitude)
        range_.at_least(neg(bound));
      return;
    case CmpInst::FCMP_OGT:
      bound = next(bound, /*down=*/false);
      [[fallthrough]];
    case CmpInst::FCMP_OGE:
      if (!magnitude)
        range_.at_least(bound);
      return;
    default:
      return;
    }
  }

  Value &x_;
  bool number_ = false;
  Range range_{x_.getType()->getFltSemantics()};
};

std::optional<bool> holds(const FCmpInst &compare, const BasicBlock &block) {
  Value *x = compare.getOperand(0);
  const APFloat *bound = nullptr;
  if (!x->getType()->isFloatingPointTy() || !match(compare.getOperand(1), m_APFloat(bound)) ||
      bound->isNaN())
    return std::nullopt;
  const std::optional<Range> range = Facts(*x).before(block);
  if (!range)
    return std::nullopt;
  const auto if_known = [](bool yes, bool no) {
    return yes || no ? std::optional(yes) : std::nullopt;
  };
  switch (CmpInst::getOrderedPredicate(compare.getPredicate())) { // as x is no NaN
  case CmpInst::FCMP_FALSE:
    return false;
  case CmpInst::FCMP_ORD:
    return true;
  case CmpInst::FCMP_OLT:
    return if_known(range->high < *bound, range->low >= *bound);
  case CmpInst::FCMP_OLE:
    return if_known(range->high <= *bound, range->low > *bound);
  case CmpInst::FCMP_OGT:
    return if_known(range->low > *bound, range->high <= *bound);
  case CmpInst::FCMP_OGE:
    return if_known(range->low >= *bound, range->high < *bound);
  default:
    return std::nullopt;
  }
}

std::optional<bool> holds(Value *condition, const BasicBlock &block, unsigned depth) {
  Value *a = nullptr, *b = nullptr;
  if (depth == 0)
    return std::nullopt;
  if (match(condition, m_Not(m_Value(a)))) {
    const std::optional<bool> one = holds(a, block, depth - 1);
    return one ? std::optional(!*one) : std::nullopt;
  }
  const bool both = match(condition, m_LogicalAnd(m_Value(a), m_Value(b)));
  if (both || match(condition, m_LogicalOr(m_Value(a), m_Value(b)))) {
    const std::optional<bool> one = holds(a, block, depth - 1);
    const std::optional<bool> other = one ? holds(b, block, depth - 1) : std::nullopt;
    if (!other)
      return std::nullopt;
    return both ? *one && *other : *one || *other;
  }
  const auto *compare = dyn_cast<FCmpInst>(condition);
  return compare ? holds(*compare, block) : std::nullopt;
}

} // namespace

PreservedAnalyses FloatRangesPass::run(Function &f, FunctionAnalysisManager &) {
  bool changed = false;
  for (BasicBlock &block : f)
    if (auto *branch = dyn_cast<BranchInst>(block.getTerminator());
        branch && branch->isConditional() && isa<Instruction>(branch->getCondition()))
      if (const std::optional<bool> known = holds(branch->getCondition(), block, kDeepest)) {
        branch->setCondition(ConstantInt::getBool(f.getContext(), *known));
        changed = true;
      }
  return all_but_values(changed);
}

} // namespace wexn::optimize
