// See whole_rounds.h. LLVM unrolls `while (n--)` so, for modules:
//
//   if (n & 3) do one round, n & 3 times
//   if (n >= 4) do { four rounds } while (n -= 4)
//
// The second loop's n comes from two ways: from a branch on n & 3 being 0, or as n - (n & 3) from
// the first one. On each way its lowest bits are shown to be 0; then they are cleared in front of
// the loop, which changes nothing but what is seen.
//
// What it relies on:
// - A number is a multiple of 2^k if its lowest k bits are 0. Sums, differences and products modulo
//   2^k are those of the numbers cut to k bits.
// - If a count stays the same modulo 2^k, then of 2^k numbers or less in a row it can be one only.
// - Scalar evolution's value of a counter behind its loop is exact.
// - Phis are followed only within one round of the loop around, so that values on their ways and
//   the end that the count is compared with are of the same round.
#include "wexnc/optimize/whole_rounds.h"

#include "wexnc/optimize/aside.h"
#include "wexnc/optimize/preserved.h"

#include "llvm/ADT/SmallVector.h"
#include "llvm/Analysis/LoopInfo.h"
#include "llvm/Analysis/ScalarEvolution.h"
#include "llvm/Analysis/ScalarEvolutionExpressions.h"
#include "llvm/IR/ConstantRange.h"
#include "llvm/IR/Constants.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/PatternMatch.h"

#include <algorithm>
#include <cstdint>
#include <optional>

namespace wexn::optimize {

using namespace llvm;
using namespace llvm::PatternMatch;

namespace {

constexpr unsigned kMostBits = 6; // of the step
constexpr unsigned kDeepest = 4;  // phis and sums in a row
constexpr unsigned kMostEnds = 4;
constexpr unsigned kMostWays = 64; // to a loop, all of phis behind each other
// Blocks. In larger functions, what runs most wants the registers that a vector loop aside of it,
// with all that it needs, would take.
constexpr size_t kLargeFunction = 256;

// A loop is left by what is compared with this behind each step, of 2^bits or as much below 0.
struct Counter {
  PHINode *phi;
  Value *next, *limit;
  ICmpInst::Predicate leaves; // if `next` is so to the limit
  unsigned bits;
};

std::optional<Counter> counter_of(const Loop &loop) {
  BasicBlock *latch = loop.getLoopLatch();
  if (!loop.isInnermost() || !loop.isLoopSimplifyForm() || loop.getExitingBlock() != latch)
    return std::nullopt;
  const auto *branch = dyn_cast<BranchInst>(latch->getTerminator());
  const auto *compare = branch ? dyn_cast<ICmpInst>(branch->getCondition()) : nullptr;
  if (!compare)
    return std::nullopt;
  const bool stays = loop.contains(branch->getSuccessor(0));
  for (const unsigned side : {0U, 1U}) {
    const APInt *step = nullptr;
    Value *before = nullptr, *next = compare->getOperand(side),
          *limit = compare->getOperand(1 - side);
    if (!match(next, m_Add(m_Value(before), m_APInt(step))) || !loop.isLoopInvariant(limit))
      continue;
    auto *phi = dyn_cast<PHINode>(before);
    const APInt size = step->abs();
    const unsigned bits = size.isPowerOf2() ? size.logBase2() : 0;
    if (phi && phi->getParent() == loop.getHeader() && bits > 0 && bits <= kMostBits &&
        bits < step->getBitWidth() && phi->getIncomingValueForBlock(latch) == next) {
      const auto is = side == 0 ? compare->getPredicate() : compare->getSwappedPredicate();
      return Counter{phi, next, limit, stays ? ICmpInst::getInversePredicate(is) : is, bits};
    }
  }
  return std::nullopt;
}

class WholeRounds {
public:
  WholeRounds(Loop &loop, Counter counter, const LoopInfo &loops, ScalarEvolution &se)
      : loop_(loop), counter_(counter), loops_(loops), se_(se) {}

  bool run() {
    if (!isa<SCEVCouldNotCompute>(se_.getBackedgeTakenCount(&loop_)))
      return false;
    Value *start = counter_.phi->getIncomingValueForBlock(loop_.getLoopPreheader());
    for (Value *end : ends())
      if (is_whole(start, here(end), nullptr, nullptr, kDeepest)) {
        rewrite(start, end);
        return true;
      }
    return false;
  }

private:
  Loop &loop_;
  const Counter counter_;
  const LoopInfo &loops_;
  ScalarEvolution &se_;
  unsigned ways_ = 0; // that were looked at

  // Numbers of which at most one can be the loop's end: no two are so many steps apart.
  SmallVector<Value *, kMostEnds> ends() const {
    const auto *number = dyn_cast<ConstantInt>(counter_.limit);
    if (!number && counter_.leaves == ICmpInst::ICMP_EQ)
      return {counter_.limit};
    SmallVector<Value *, kMostEnds> all;
    if (!number)
      return all;
    const auto range = ConstantRange::makeExactICmpRegion(counter_.leaves, number->getValue());
    const APInt step = APInt::getOneBitSet(number->getBitWidth(), counter_.bits);
    if (range.isFullSet() || range.isEmptySet() ||
        range.isSizeLargerThan(std::min(step.getZExtValue(), uint64_t{kMostEnds})))
      return all;
    for (APInt each = range.getLower(); each != range.getUpper(); ++each)
      all.push_back(ConstantInt::get(number->getContext(), each));
    return all;
  }

  void rewrite(Value *start, Value *end) {
    BasicBlock *before = loop_.getLoopPreheader();
    IRBuilder<> b(before->getTerminator());
    const unsigned width = start->getType()->getIntegerBitWidth();
    const APInt mask = APInt::getHighBitsSet(width, width - counter_.bits);
    Value *whole = b.CreateAnd(b.CreateSub(start, end), b.getInt(mask));
    counter_.phi->setIncomingValueForBlock(before, b.CreateAdd(whole, end, "whole"));
    if (counter_.leaves != ICmpInst::ICMP_EQ) {
      auto *branch = cast<BranchInst>(loop_.getLoopLatch()->getTerminator());
      b.SetInsertPoint(branch);
      branch->setCondition(b.CreateICmp(loop_.contains(branch->getSuccessor(0)) ? ICmpInst::ICMP_NE
                                                                                : ICmpInst::ICMP_EQ,
                                        counter_.next, end));
    }
    se_.forgetLoop(&loop_);
  }

  const SCEV *here(Value *v) { return se_.getSCEVAtScope(v, loop_.getParentLoop()); }
  const SCEV *low(const SCEV *e) {
    return se_.getTruncateExpr(e, IntegerType::get(counter_.phi->getContext(), counter_.bits));
  }

  // Whether `v`, on the way between these blocks, is so many steps from the end.
  bool is_whole(Value *v, const SCEV *end, const BasicBlock *from, const BasicBlock *to,
                unsigned depth) {
    const SCEV *rest = low(se_.getMinusSCEV(here(v), end));
    if (rest->isZero() || (from && is_tested(rest, *from, *to)))
      return true;
    if (depth == 0)
      return false;
    Value *x = nullptr;
    const APInt *more = nullptr;
    if (match(v, m_Add(m_Value(x), m_APInt(more))))
      return is_whole(x, se_.getMinusSCEV(end, se_.getConstant(*more)), from, to, depth - 1);
    const auto *phi = dyn_cast<PHINode>(v);
    if (!phi || loops_.isLoopHeader(phi->getParent()) ||
        loops_.getLoopFor(phi->getParent()) != loop_.getParentLoop())
      return false;
    for (unsigned i = 0; i < phi->getNumIncomingValues(); ++i)
      if (++ways_ > kMostWays || !is_whole(phi->getIncomingValue(i), end, phi->getIncomingBlock(i),
                                           phi->getParent(), depth - 1))
        return false;
    return true;
  }

  // Whether control goes this way only if `rest` is 0.
  bool is_tested(const SCEV *rest, const BasicBlock &from, const BasicBlock &to) {
    Value *tested = nullptr;
    ICmpInst::Predicate predicate{};
    BasicBlock *if_true = nullptr, *if_false = nullptr;
    if (!match(from.getTerminator(), m_Br(m_ICmp(predicate, m_Value(tested), m_Zero()),
                                          m_BasicBlock(if_true), m_BasicBlock(if_false))) ||
        !ICmpInst::isEquality(predicate) || if_true == if_false ||
        &to != (predicate == ICmpInst::ICMP_EQ ? if_true : if_false) ||
        !tested->getType()->isIntegerTy() ||
        tested->getType()->getIntegerBitWidth() < counter_.bits)
      return false;
    const SCEV *zero =
        tested->getType()->getIntegerBitWidth() == counter_.bits ? here(tested) : low(here(tested));
    return zero == rest || zero == se_.getNegativeSCEV(rest);
  }
};

} // namespace

bool WholeRoundsPass::may_apply(Function &, const LoopInfo &loops) {
  return any_of(loops.getLoopsInPreorder(), [](const Loop *loop) { return counter_of(*loop); });
}

PreservedAnalyses WholeRoundsPass::run(Function &f, FunctionAnalysisManager &am) {
  LoopInfo &loops = am.getResult<LoopAnalysis>(f);
  if (loops.empty())
    return PreservedAnalyses::all();
  ScalarEvolution &se = am.getResult<ScalarEvolutionAnalysis>(f);
  const BlockFrequencyInfo *frequencies =
      f.size() > kLargeFunction ? &am.getResult<BlockFrequencyAnalysis>(f) : nullptr;
  bool changed = false;
  for (Loop *loop : loops.getLoopsInPreorder())
    if (const auto counter = counter_of(*loop);
        counter && !(frequencies && is_aside(*loop, se, *frequencies)))
      changed |= WholeRounds(*loop, *counter, loops, se).run();
  return all_but_values(changed);
}

} // namespace wexn::optimize
