// See bit_rounds.h.
//
// What it relies on: each round takes the lowest bit that is set from the word, which begins with P
// of them, and not with none. So the round k, from 0 on, leaves bits behind if and only if k + 1 is
// less than P. The counter takes one step in each round, too. If a compare for "not equal" at the
// round's end is of what comes to the other side P - 1 rounds behind the first, it says the same:
// rounds that it is asked in come one after the other, and the first that is not to go on is the
// first for which it is equal. So does a compare of which is greater, where neither side wraps on
// that way, of 63 steps at most.
#include "wexnc/optimize/bit_rounds.h"

#include "wexnc/optimize/preserved.h"

#include "llvm/Analysis/AssumptionCache.h"
#include "llvm/Analysis/LoopInfo.h"
#include "llvm/Analysis/ScalarEvolution.h"
#include "llvm/Analysis/ScalarEvolutionExpressions.h"
#include "llvm/Analysis/SimplifyQuery.h"
#include "llvm/Analysis/ValueTracking.h"
#include "llvm/IR/Dominators.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/IntrinsicInst.h"
#include "llvm/IR/PatternMatch.h"
#include "llvm/Transforms/Utils/Local.h"

namespace wexn::optimize {

using namespace llvm;
using namespace llvm::PatternMatch;

namespace {

constexpr unsigned kMostUses = 16; // of a word, among which its bits are counted

// What a phi of the loop's header is in the next round, if that has one bit less.
Instruction *without_lowest_bit(PHINode &word, const Loop &loop) {
  auto *next = dyn_cast<Instruction>(word.getIncomingValueForBlock(loop.getLoopLatch()));
  return next && match(next, m_c_And(m_Specific(&word), m_Add(m_Specific(&word), m_AllOnes())))
             ? next
             : nullptr;
}

class BitRounds {
public:
  BitRounds(Function &f, FunctionAnalysisManager &am)
      : f_(f), am_(am), loops_(am.getResult<LoopAnalysis>(f)) {}

  bool run() {
    for (Loop *loop : loops_.getLoopsInPreorder())
      if (loop->getLoopLatch() && loop->getLoopPreheader() &&
          loop->isLoopExiting(loop->getLoopLatch()))
        for (PHINode &phi : loop->getHeader()->phis())
          if (Instruction *next = without_lowest_bit(phi, *loop); next && change(phi, *next, *loop))
            break; // phis are gone
    return changed_;
  }

private:
  Function &f_;
  FunctionAnalysisManager &am_;
  LoopInfo &loops_;
  bool changed_ = false;

  bool change(const PHINode &word, Instruction &next, const Loop &loop) {
    auto *branch = dyn_cast<BranchInst>(loop.getLoopLatch()->getTerminator());
    auto *compare = branch ? dyn_cast<ICmpInst>(branch->getCondition()) : nullptr;
    if (!compare)
      return false;
    const bool stays_if = loop.contains(branch->getSuccessor(0));
    PHINode *counter = counter_of(*compare, stays_if, word, loop);
    if (!counter)
      return false;
    branch->setCondition(
        IRBuilder<>(branch).CreateICmp(stays_if ? CmpInst::ICMP_NE : CmpInst::ICMP_EQ, &next,
                                       Constant::getNullValue(next.getType())));
    am_.getResult<ScalarEvolutionAnalysis>(f_).forgetLoop(&loop);
    RecursivelyDeleteTriviallyDeadInstructions(compare);
    RecursivelyDeleteDeadPHINode(counter);
    return changed_ = true;
  }

  // Null unless the loop goes on by the compare as often as the word has bits.
  PHINode *counter_of(const ICmpInst &compare, bool stays_if, const PHINode &word,
                      const Loop &loop) {
    CmpInst::Predicate stays = stays_if ? compare.getPredicate() : compare.getInversePredicate();
    Value *left = compare.getOperand(0), *right = compare.getOperand(1);
    if (loop.isLoopInvariant(left)) {
      std::swap(left, right);
      stays = CmpInst::getSwappedPredicate(stays);
    }
    Value *base = nullptr;
    auto *counter =
        dyn_cast<PHINode>(match(left, m_Add(m_Value(base), m_ConstantInt())) ? base : left);
    if (!counter || counter->getParent() != loop.getHeader() || !loop.isLoopInvariant(right))
      return nullptr;
    Value *stepped = counter->getIncomingValueForBlock(loop.getLoopLatch());
    const bool up = match(stepped, m_Add(m_Specific(counter), m_One()));
    if ((!up && !match(stepped, m_Add(m_Specific(counter), m_AllOnes()))) ||
        (left != counter && left != stepped))
      return nullptr;
    ScalarEvolution &evolution = am_.getResult<ScalarEvolutionAnalysis>(f_);
    const SCEV *first =
        evolution.getSCEV(counter->getIncomingValueForBlock(loop.getLoopPreheader()));
    if (left == stepped)
      first = evolution.getAddExpr(
          first, evolution.getConstant(first->getType(), up ? 1 : uint64_t(-1), /*isSigned=*/true));
    const SCEV *last = evolution.getSCEV(right);
    if (!ends_at(stays, up, first, last, evolution))
      return nullptr;
    const SCEV *way =
        up ? evolution.getMinusSCEV(last, first) : evolution.getMinusSCEV(first, last);
    return is_number_of_bits(evolution.getAddExpr(way, evolution.getOne(way->getType())), word,
                             loop, evolution)
               ? counter
               : nullptr;
  }

  // Whether a counter that begins with `first` goes on by this predicate until it is `last`, where
  // that is at most 63 steps away; `last` is moved by one if the compare is not strict.
  static bool ends_at(CmpInst::Predicate stays, bool up, const SCEV *first, const SCEV *&last,
                      ScalarEvolution &evolution) {
    if (stays == CmpInst::ICMP_NE)
      return true;
    if (up ? !ICmpInst::isLT(stays) : !ICmpInst::isGT(stays) && !ICmpInst::isGE(stays))
      return false;
    if (ICmpInst::isGE(stays))
      last = evolution.getMinusSCEV(last, evolution.getOne(last->getType()));
    const auto *lower = dyn_cast<SCEVConstant>(up ? first : last);
    return lower && lower->getAPInt().isNonNegative() &&
           lower->getAPInt().getActiveBits() + 2 < lower->getAPInt().getBitWidth();
  }

  bool is_number_of_bits(const SCEV *number, const PHINode &word, const Loop &loop,
                         ScalarEvolution &evolution) {
    const Value *start = word.getIncomingValueForBlock(loop.getLoopPreheader()), *narrow = nullptr;
    const auto counts = [&](const Value *v) {
      return !isa<Constant>(v) && !v->hasNUsesOrMore(kMostUses) &&
             any_of(v->users(), [&](const User *user) {
               return match(user, m_Intrinsic<Intrinsic::ctpop>()) &&
                      number == evolution.getTruncateOrZeroExtend(
                                    evolution.getSCEV(const_cast<User *>(user)), number->getType());
             });
    };
    if (!counts(start) && !(match(start, m_ZExt(m_Value(narrow))) && counts(narrow)))
      return false;
    const SimplifyQuery query(f_.getDataLayout(), &am_.getResult<DominatorTreeAnalysis>(f_),
                              &am_.getResult<AssumptionAnalysis>(f_),
                              loop.getLoopPreheader()->getTerminator());
    return isKnownNonZero(start, query);
  }
};

} // namespace

bool takes_bits(const Loop &loop) {
  return loop.getLoopLatch() && any_of(loop.getHeader()->phis(), [&](PHINode &phi) {
           return without_lowest_bit(phi, loop) != nullptr;
         });
}

PreservedAnalyses BitRoundsPass::run(Function &f, FunctionAnalysisManager &am) {
  return all_but_values(BitRounds(f, am).run());
}

} // namespace wexn::optimize
