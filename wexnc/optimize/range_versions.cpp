// See range_versions.h. A loop (or a whole nest) whose addresses are linear in its counters gets a
// test before it: the lowest and the highest byte that any of its accesses can touch, against the
// memory's size. If all lie inside, the loop runs without checks, with 64-bit addresses that LLVM
// sees step by step; else a copy of the loop runs that is as it was: exact, and out of the way.
//
// What it relies on:
// - A memory never shrinks and never moves, so that what is in bounds before the loop stays so,
//   whatever the loop calls.
// - A check's index is a sum, modulo 2^32 or 2^64 as its memory's addresses are: of values that do
//   not change in the loop, of steps that loops of the nest take, each at most as often as scalar
//   evolution's bound of its rounds says, and of terms with a known range. Over the integers,
//   without the modulus, the sum is linear in every round's number; so it lies between the sums of
//   the smallest and of the largest terms. If the whole of that range lies within the memory, it
//   lies between 0 and the modulus, and so the index is that sum: it never wrapped. (A sum of fewer
//   bits might wrap within the memory: `i & 4095` is i modulo 2^12. It is a term with a range.)
//   Which of the numbers that are equal modulo 2^32 is taken for a value from outside of the loop
//   makes no difference to this.
// - The test itself does not overflow: constants, steps and rounds are limited (kMost...), by
//   further tests where they are not constants. A loop beyond the limits runs exact.
// - Bounds of rounds are upper bounds: a loop that leaves early runs without checks only if its
//   whole range is in bounds. Accesses under a condition count as if it were always true.
// - Where scalar evolution has no bound, an exit that each round comes to may give it: one that is
//   taken when a counter, in steps of s, is `to`. If s divides what lies between, modulo 2^bits,
//   the counter comes to it after that many steps, wrapped or not. (Loops of several elements a
//   round, whose rest was done before, are so.)
#include "wexnc/optimize/range_versions.h"

#include "wexnc/ir/access_check.h"
#include "wexnc/optimize/aside.h"
#include "wexnc/optimize/bit_rounds.h"
#include "wexnc/optimize/loop_copies.h"
#include "wexnc/optimize/vain_versions.h"

#include "llvm/ADT/SmallPtrSet.h"
#include "llvm/ADT/SmallSet.h"
#include "llvm/Analysis/BlockFrequencyInfo.h"
#include "llvm/Analysis/LoopInfo.h"
#include "llvm/Analysis/ScalarEvolution.h"
#include "llvm/Analysis/ScalarEvolutionExpressions.h"
#include "llvm/Analysis/TargetTransformInfo.h"
#include "llvm/IR/Dominators.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/IntrinsicInst.h"
#include "llvm/IR/PatternMatch.h"
#include "llvm/Transforms/Utils/LoopUtils.h"
#include "llvm/Transforms/Utils/ScalarEvolutionExpander.h"

#include <map>
#include <optional>
#include <utility>
#include <vector>

namespace wexn::optimize {

using namespace llvm;
using namespace llvm::PatternMatch;
using ir::AccessCheck;
using ir::MemoryFacts;

namespace {

// The limits under which no sum of a test overflows 63 bits: at most four terms of 2^60, and the
// rest below 2^50.
constexpr size_t kMostTerms = 4;
constexpr int64_t kMostStep = 1 << 20;              // a constant step, in bytes; then rounds below
constexpr uint64_t kMostRounds = uint64_t{1} << 40; // this, or this if the step is known at run
constexpr uint64_t kMostRoundsOfStep = 1 << 28;     // time only and has 32 bits
constexpr int64_t kMostConstant = int64_t{1} << 40;
constexpr uint64_t kMostOutside = uint64_t{1} << 48; // what comes from outside of the loop

constexpr unsigned kMostDepth = 4;       // of a sum in a nest whose parts are looked at one by one
constexpr size_t kMostGroups = 12;       // tests of one loop
constexpr size_t kLargestLoop = 500;     // instructions
constexpr size_t kLargeFunction = 24;    // blocks
constexpr unsigned kFewestRounds = 8;    // for a vector
constexpr size_t kLargestSmallLoop = 40; // when size matters

// step * (round of the loop)
struct Term {
  Loop *loop = nullptr;
  int64_t constant = 0;       // the step, if it is one
  const SCEV *step = nullptr; // else: i64, does not change in the nest
  bool operator==(const Term &) const = default;
};

// A sum over the integers that an index is equal to modulo 2^bits.
struct Sum {
  const SCEV *outside = nullptr; // i64: zero-extended; null: 0
  // What `outside` is computed from: that and a constant, which neighbours do not share. Both have
  // the index's width.
  const SCEV *near = nullptr;
  APInt further;
  int64_t constant = 0;
  std::vector<Term> terms;
  int64_t least = 0, most = 0; // of what is known by its range only
  bool has_ranges = false;
};

// An access in a nest, with its index as a sum.
struct Access {
  AccessCheck check;
  Sum sum;
};

// How often a loop goes back at most, as 64 bits.
struct Rounds {
  const SCEV *count;
  const SCEV *rest = nullptr; // if this is 0
};

// Accesses that one test serves: they differ in constants only.
struct Group {
  uint32_t memory;
  const SCEV *outside;
  std::vector<Term> terms;
  int64_t first, end; // from the lowest index to the last byte, beside outside and terms
};

struct Plan {
  Loop *loop;
  std::vector<Access> accesses;
  std::vector<Group> groups;
  Value *proved = nullptr;
  bool for_vectors = false; // a version gains nothing else
};

class Versions {
public:
  // `frequencies`: of a large function.
  Versions(Function &f, bool small, bool vectorize, LoopInfo &li, ScalarEvolution &se,
           const DominatorTree &dominators, const TargetTransformInfo &tti,
           const BlockFrequencyInfo *frequencies)
      : f_(f), small_(small), vectorize_(vectorize), li_(li), se_(se), dominators_(dominators),
        tti_(tti), frequencies_(frequencies), memories_(ir::read_memory_facts(*f.getParent())),
        i64_(Type::getInt64Ty(f.getContext())), expander_(se, f.getDataLayout(), "range") {}

  bool run() {
    for (Loop *loop : reverse(li_))
      plan(*loop);
    // First all that asks the analyses, then what they do not follow.
    for (Plan &plan : plans_)
      expand_test(plan);
    for (Plan &plan : plans_) {
      if (plan.proved) {
        BranchInst &branch = copy_unless(*plan.proved, *plan.loop);
        if (plan.for_vectors)
          mark_guarded_versions(branch);
      }
      free_of_checks(plan);
    }
    return !plans_.empty();
  }

private:
  Function &f_;
  bool small_, vectorize_;
  LoopInfo &li_;
  ScalarEvolution &se_;
  const DominatorTree &dominators_;
  const TargetTransformInfo &tti_;
  const BlockFrequencyInfo *frequencies_;
  std::vector<MemoryFacts> memories_;
  Type *i64_;
  SCEVExpander expander_;
  std::vector<Plan> plans_;
  // Computed before a planned loop: what its addresses and steps consist of.
  std::map<std::pair<const Loop *, const SCEV *>, Value *> values_;
  std::map<std::pair<const Loop *, Value *>, PHINode *> counters_;
  std::map<std::pair<const Loop *, const Loop *>, std::optional<Rounds>> rounds_; // in a nest

  // ---- what to do

  void plan(Loop &loop) {
    if (suitable(loop))
      if (Plan whole{&loop, {}, {}, nullptr}; find(whole))
        return plans_.push_back(std::move(whole));
    for (Loop *inner : loop)
      plan(*inner);
  }

  bool suitable(const Loop &loop) const {
    if (!loop.isLoopSimplifyForm() || is_kept_small(loop))
      return false;
    size_t size = 0;
    for (const BasicBlock *block : loop.blocks()) {
      size += block->size();
      if (block->isEHPad() || isa<InvokeInst, CallBrInst>(block->getTerminator()))
        return false;
      for (const Instruction &i : *block)
        if (i.getType()->isTokenTy())
          return false;
    }
    for (const BasicBlock *block : loop.blocks())
      if (isa<IndirectBrInst>(block->getTerminator()))
        return false;
    return size <= (small_ ? kLargestSmallLoop : kLargestLoop);
  }

  // All accesses of the loop, and the tests for them. False if it would not gain: what can be seen
  // without a look at indices comes first.
  bool find(Plan &plan) {
    std::vector<AccessCheck> checks;
    size_t compared = 0;
    bool calls = false;
    for (BasicBlock *block : plan.loop->blocks())
      for (Instruction &i : *block) {
        if (const auto check = ir::access_check(i)) {
          checks.push_back(*check);
          compared += memories_[check->memory].compares_bounds();
        } else if (const auto *call = dyn_cast<CallBase>(&i)) {
          calls |= !isa<IntrinsicInst>(call) && !call->doesNotReturn();
        }
      }
    const bool guarded = compared * 2 <= checks.size();
    plan.for_vectors = compared == 0 && se_.getSmallConstantTripCount(plan.loop) == 0;
    if (checks.empty() || (guarded && !may_gain_vectors(*plan.loop, calls)))
      return false;
    size_t within = 0; // innermost loops, which run most often
    for (const AccessCheck &check : checks) {
      const bool innermost = li_.getLoopFor(check.call->getParent())->isInnermost();
      if (auto sum = sum_of(check, *plan.loop)) {
        join(plan, check, *sum);
        plan.accesses.push_back({check, std::move(*sum)});
        within += innermost;
      } else if (innermost && (guarded || !plan.loop->isInnermost())) {
        return false;
      }
    }
    if (plan.accesses.empty() || plan.groups.size() > kMostGroups)
      return false;
    const bool all = plan.accesses.size() == checks.size();
    if (guarded)
      return (all || within) && !scatters(plan);
    if (all)
      return moves(plan);
    if (!moves(plan))
      return false;
    const size_t proven = plan.accesses.size(), open = checks.size() - proven;
    return plan.loop->isInnermost() ? proven > open || (proven == open && !counts_rounds(plan))
                                    : within && proven >= 3 * open;
  }

  // Versions of a loop over guarded memories are for LLVM's vectoriser alone, at the cost of three
  // loops for one.
  bool may_gain_vectors(Loop &loop, bool calls) {
    return vectorize_ && !calls && counted(loop) && !is_rest(loop) &&
           !(frequencies_ && is_aside(loop, se_, *frequencies_));
  }

  // What is left over by a loop of several elements a round: too few for a vector.
  bool is_rest(const Loop &loop) {
    const unsigned most = loop.isInnermost() ? se_.getSmallConstantMaxTripCount(&loop) : 0;
    return most != 0 && most < kFewestRounds && se_.getSmallConstantTripCount(&loop) == 0;
  }

  // Whether a test asks how often a loop runs. Others take two instructions or three: they pay even
  // where half of the checks stay.
  static bool counts_rounds(const Plan &plan) {
    return any_of(plan.groups, [](const Group &group) { return !group.terms.empty(); });
  }

  // Whether any index changes in the loop. Else the first round's checks prove most of the others
  // anyway, and a copy of the loop costs more room than they do.
  static bool moves(const Plan &plan) {
    return any_of(plan.accesses, [](const Access &access) {
      return !access.sum.terms.empty() || access.sum.has_ranges;
    });
  }

  // Stores to places that are known by their range only keep a loop from being vectorised.
  static bool scatters(const Plan &plan) {
    return any_of(plan.accesses, [](const Access &access) {
      return access.sum.has_ranges && isa_and_nonnull<StoreInst>(access.check.call->getNextNode());
    });
  }

  // The vectoriser works on loops whose rounds are known before.
  bool counted(Loop &loop) {
    for (Loop *inner : loop)
      if (!counted(*inner))
        return false;
    return !loop.isInnermost() ||
           (!isa<SCEVCouldNotCompute>(se_.getBackedgeTakenCount(&loop)) && !takes_bits(loop));
  }

  // ---- sums

  std::optional<Sum> sum_of(const AccessCheck &check, const Loop &nest) {
    const auto is_address = [&](const Type *type) {
      return !memories_[check.memory].is64 && type->isIntegerTy(32);
    };
    const SCEV *index = se_.getSCEV(check.index);
    if (const auto *zext = dyn_cast<SCEVZeroExtendExpr>(index);
        zext && is_address(zext->getOperand()->getType()))
      index = zext->getOperand();
    if (auto sum = sum_of(index, check, nest))
      return sum;
    Value *computed = check.index;
    if (auto *zext = dyn_cast<ZExtInst>(computed); zext && is_address(zext->getSrcTy()))
      computed = zext->getOperand(0);
    const SCEV *from_outside = keep_outside(computed, nest, kMostDepth);
    return from_outside == index ? std::nullopt : sum_of(from_outside, check, nest);
  }

  // `v` as a sum of which what comes from outside of the nest is taken as it was computed there, if
  // it cannot be computed once more: of a remainder nobody knows here that it is not one by 0.
  const SCEV *keep_outside(Value *v, const Loop &nest, unsigned depth) {
    const SCEV *e = se_.getSCEV(v);
    const auto *i = dyn_cast<Instruction>(v);
    if (!i)
      return e;
    if (!nest.contains(i))
      return can_expand(e, nest) ? e : se_.getUnknown(v);
    return depth && i->getOpcode() == Instruction::Add
               ? se_.getAddExpr(keep_outside(i->getOperand(0), nest, depth - 1),
                                keep_outside(i->getOperand(1), nest, depth - 1))
               : e;
  }

  std::optional<Sum> sum_of(const SCEV *index, const AccessCheck &check, const Loop &nest) {
    Sum sum;
    std::vector<const SCEV *> outside;
    const APInt one(static_cast<unsigned>(se_.getTypeSizeInBits(index->getType())), 1);
    sum.further = one - one;
    if (!add(sum, outside, index, one, nest) ||
        !all_of(sum.terms, [&](const Term &t) { return t.loop->contains(check.call); }) ||
        sum.terms.size() > kMostTerms || !small_enough(sum.constant, kMostConstant) ||
        check.extent > uint64_t{kMostConstant})
      return std::nullopt;
    if (!outside.empty()) {
      SmallVector<const SCEV *, 4> parts(outside.begin(), outside.end());
      sum.near = se_.getAddExpr(parts);
      sum.outside =
          se_.getNoopOrZeroExtend(se_.getMinusSCEV(sum.near, se_.getConstant(sum.further)), i64_);
      if (!can_expand(sum.near, nest))
        return std::nullopt;
    }
    return sum;
  }

  static bool small_enough(int64_t n, int64_t most) { return n >= -most && n <= most; }

  static bool add_to(int64_t &sum, const APInt &n) {
    if (n.getSignificantBits() > 48)
      return false;
    sum += n.getSExtValue();
    return small_enough(sum, kMostConstant);
  }

  // sum += scale * e
  bool add(Sum &sum, std::vector<const SCEV *> &outside, const SCEV *e, const APInt &scale,
           const Loop &nest) {
    if (const auto *constant = dyn_cast<SCEVConstant>(e))
      return add_to(sum.constant, constant->getAPInt() * scale);
    if (const auto *several = dyn_cast<SCEVAddExpr>(e))
      return all_of(several->operands(),
                    [&](const SCEV *each) { return add(sum, outside, each, scale, nest); });
    if (se_.isLoopInvariant(e, &nest)) {
      outside.push_back(se_.getMulExpr(se_.getConstant(scale), e));
      const auto constant = constant_of(e);
      if (!constant)
        return true;
      sum.further += *constant * scale;
      return add_to(sum.constant, *constant * scale);
    }
    if (const auto *product = dyn_cast<SCEVMulExpr>(e))
      if (const auto *factor = dyn_cast<SCEVConstant>(product->getOperand(0));
          factor && product->getNumOperands() == 2)
        return add(sum, outside, product->getOperand(1), scale * factor->getAPInt(), nest);
    if (const auto *rec = dyn_cast<SCEVAddRecExpr>(e))
      return add_steps(sum, outside, *rec, scale, nest);
    return add_range(sum, e, scale);
  }

  // Of a counter of a loop around the nest.
  static std::optional<APInt> constant_of(const SCEV *e) {
    while (const auto *rec = dyn_cast<SCEVAddRecExpr>(e))
      e = rec->getStart();
    if (const auto *several = dyn_cast<SCEVAddExpr>(e))
      e = several->getOperand(0); // constants come first
    if (const auto *constant = dyn_cast<SCEVConstant>(e))
      return constant->getAPInt();
    return std::nullopt;
  }

  bool add_steps(Sum &sum, std::vector<const SCEV *> &outside, const SCEVAddRecExpr &rec,
                 const APInt &scale, const Loop &nest) {
    auto *loop = const_cast<Loop *>(rec.getLoop());
    if (!rec.isAffine() || !nest.contains(loop) || !loop->getLoopPreheader() ||
        !loop->getLoopLatch() || !rounds(*loop, nest))
      return false;
    const SCEV *step = se_.getMulExpr(se_.getConstant(scale), rec.getStepRecurrence(se_));
    Term term{loop, 0, nullptr};
    if (const auto *constant = dyn_cast<SCEVConstant>(step)) {
      if (constant->getAPInt().getSignificantBits() > 48)
        return false;
      term.constant = constant->getAPInt().getSExtValue();
      if (!small_enough(term.constant, kMostStep))
        return false;
    } else {
      if (se_.getTypeSizeInBits(step->getType()) != 32 || !se_.isLoopInvariant(step, &nest) ||
          !can_expand(step, nest))
        return false;
      term.step = se_.getSignExtendExpr(step, i64_);
    }
    sum.terms.push_back(term);
    return add(sum, outside, rec.getStart(), scale, nest);
  }

  bool add_range(Sum &sum, const SCEV *e, const APInt &scale) {
    const ConstantRange range = se_.getUnsignedRange(e);
    if (range.getUnsignedMax().getActiveBits() > 30 || scale.getSignificantBits() > 9)
      return false;
    const int64_t low = int64_t(range.getUnsignedMin().getZExtValue()) * scale.getSExtValue();
    const int64_t high = int64_t(range.getUnsignedMax().getZExtValue()) * scale.getSExtValue();
    sum.least += std::min(low, high);
    sum.most += std::max(low, high);
    sum.has_ranges = true;
    return small_enough(sum.least, kMostConstant) && small_enough(sum.most, kMostConstant);
  }

  // Null if that cannot be told before the nest.
  std::optional<Rounds> rounds(Loop &loop, const Loop &nest) {
    const auto [known, is_new] = rounds_.try_emplace({&loop, &nest});
    if (is_new)
      known->second = find_rounds(loop, nest);
    return known->second;
  }

  std::optional<Rounds> find_rounds(Loop &loop, const Loop &nest) {
    const SCEV *most = se_.getSymbolicMaxBackedgeTakenCount(&loop);
    if (!isa<SCEVCouldNotCompute>(most)) {
      if (!se_.isLoopInvariant(most, &nest) || se_.getTypeSizeInBits(most->getType()) > 64 ||
          !can_expand(most, nest))
        return std::nullopt;
      return Rounds{se_.getNoopOrZeroExtend(most, i64_)};
    }
    SmallVector<BasicBlock *, 4> exits;
    loop.getExitingBlocks(exits);
    for (BasicBlock *exit : exits) {
      auto *branch = dyn_cast<BranchInst>(exit->getTerminator());
      if (!branch || !branch->isConditional() || !dominators_.dominates(exit, loop.getLoopLatch()))
        continue;
      const bool stays_if = loop.contains(branch->getSuccessor(0));
      if (stays_if == loop.contains(branch->getSuccessor(1)))
        continue;
      if (auto found = rounds_of(*branch->getCondition(), stays_if, loop, nest, kMostDepth))
        return found;
    }
    return std::nullopt;
  }

  // Of an exit that is taken unless the condition is `stays_if`.
  std::optional<Rounds> rounds_of(Value &condition, bool stays_if, const Loop &loop,
                                  const Loop &nest, unsigned depth) {
    Value *x = nullptr, *y = nullptr;
    if (depth && (stays_if ? match(&condition, m_LogicalAnd(m_Value(x), m_Value(y)))
                           : match(&condition, m_LogicalOr(m_Value(x), m_Value(y))))) {
      auto found = rounds_of(*x, stays_if, loop, nest, depth - 1);
      return found ? found : rounds_of(*y, stays_if, loop, nest, depth - 1);
    }
    const auto stays = stays_if ? ICmpInst::ICMP_NE : ICmpInst::ICMP_EQ;
    if (!match(&condition, m_SpecificICmp(stays, m_Value(x), m_Value(y))) ||
        !x->getType()->isIntegerTy())
      return std::nullopt;
    const SCEV *counter = se_.getSCEV(x), *to = se_.getSCEV(y);
    // x ^ y is -1: x is the complement of y, and y of x.
    const bool complements = to->isAllOnesValue() && match(x, m_Xor(m_Value(x), m_Value(y)));
    if (complements) {
      counter = se_.getSCEV(x);
      to = se_.getSCEV(y);
    }
    const auto *steps = dyn_cast<SCEVAddRecExpr>(counter);
    if (!steps) {
      steps = dyn_cast<SCEVAddRecExpr>(to);
      to = counter;
    }
    if (!steps || steps->getLoop() != &loop || !steps->isAffine() ||
        !se_.isLoopInvariant(to, &nest) || !se_.isLoopInvariant(steps->getStart(), &nest))
      return std::nullopt;
    return rounds_until(complements ? se_.getNotSCEV(to) : to, *steps, nest);
  }

  // Of what comes to it exactly, or never.
  std::optional<Rounds> rounds_until(const SCEV *to, const SCEVAddRecExpr &steps,
                                     const Loop &nest) {
    const auto *by = dyn_cast<SCEVConstant>(steps.getStepRecurrence(se_));
    if (!by || by->isZero() || se_.getTypeSizeInBits(to->getType()) > 64)
      return std::nullopt;
    const bool up = by->getAPInt().isStrictlyPositive();
    const SCEV *from = steps.getStart();
    const SCEV *way = up ? se_.getMinusSCEV(to, from) : se_.getMinusSCEV(from, to);
    const SCEV *step = up ? by : se_.getNegativeSCEV(by);
    Rounds found{se_.getNoopOrZeroExtend(se_.getUDivExpr(way, step), i64_)};
    found.rest = se_.getURemExpr(way, step);
    if (!can_expand(found.count, nest) || !can_expand(found.rest, nest))
      return std::nullopt;
    return found;
  }

  bool can_expand(const SCEV *e, const Loop &nest) {
    Instruction *at = nest.getLoopPreheader()->getTerminator();
    return expander_.isSafeToExpandAt(e, at) &&
           !expander_.isHighCostExpansion(e, const_cast<Loop *>(&nest), 8, &tti_, at);
  }

  // ---- tests

  void join(Plan &plan, const AccessCheck &check, const Sum &sum) {
    // From the index itself on, which must not wrap, to the last byte.
    const int64_t first = sum.constant + sum.least;
    const int64_t end = sum.constant + sum.most + int64_t(check.extent);
    for (Group &group : plan.groups)
      if (group.memory == check.memory && group.outside == sum.outside &&
          group.terms == sum.terms) {
        group.first = std::min(group.first, first);
        group.end = std::max(group.end, end);
        return;
      }
    plan.groups.push_back({check.memory, sum.outside, sum.terms, first, end});
  }

  const SCEV *number(int64_t n) {
    return se_.getConstant(i64_, static_cast<uint64_t>(n), /*isSigned=*/true);
  }

  void expand_test(Plan &plan) {
    Instruction *at = plan.loop->getLoopPreheader()->getTerminator();
    IRBuilder<> b(at);
    auto expand = [&](const SCEV *e) {
      Value *v = expander_.expandCodeFor(e, i64_, at->getIterator());
      b.SetInsertPoint(at);
      return v;
    };
    auto require = [&](Value *condition) {
      plan.proved = plan.proved ? b.CreateAnd(plan.proved, condition) : condition;
    };
    SmallSet<std::pair<const SCEV *, uint64_t>, 8> limited;
    auto limit = [&](const SCEV *e, uint64_t below) {
      if (se_.getUnsignedRangeMax(e).uge(below) && limited.insert({e, below}).second)
        require(b.CreateICmpULT(expand(e), b.getInt64(below)));
    };
    SmallPtrSet<const SCEV *, 4> no_rest;
    // What the proven version computes its addresses from.
    std::map<const SCEV *, const SCEV *> known;
    for (const Access &access : plan.accesses) {
      const Sum &sum = access.sum;
      if (sum.outside && !known.contains(sum.outside)) {
        Value *value = expander_.expandCodeFor(sum.near, sum.near->getType(), at->getIterator());
        b.SetInsertPoint(at);
        if (!sum.further.isZero())
          value = b.CreateSub(value, b.getInt(sum.further));
        value = values_[{plan.loop, sum.outside}] = b.CreateZExt(value, i64_);
        known[sum.outside] = sum.further.isZero() ? sum.outside : se_.getUnknown(value);
      }
      for (const Term &term : sum.terms)
        if (term.step)
          values_[{plan.loop, term.step}] = expand(term.step);
    }
    std::map<uint32_t, Value *> sizes;
    for (const Group &group : plan.groups) {
      const SCEV *least = number(group.first), *most = number(group.end);
      if (group.outside) {
        const SCEV *outside = known.at(group.outside);
        limit(outside, kMostOutside);
        least = se_.getAddExpr(least, outside);
        most = se_.getAddExpr(most, outside);
      }
      for (const Term &term : group.terms) {
        const Rounds of_loop = *rounds(*term.loop, *plan.loop);
        if (of_loop.rest && !of_loop.rest->isZero() && no_rest.insert(of_loop.rest).second) {
          Value *rest =
              expander_.expandCodeFor(of_loop.rest, of_loop.rest->getType(), at->getIterator());
          b.SetInsertPoint(at);
          require(b.CreateIsNull(rest));
        }
        const SCEV *count = of_loop.count, *zero = se_.getZero(i64_);
        limit(count, term.step ? kMostRoundsOfStep : kMostRounds);
        const SCEV *way = se_.getMulExpr(term.step ? term.step : number(term.constant), count);
        if (term.step || term.constant < 0)
          least = se_.getAddExpr(least, term.step ? se_.getSMinExpr(way, zero) : way);
        if (term.step || term.constant > 0)
          most = se_.getAddExpr(most, term.step ? se_.getSMaxExpr(way, zero) : way);
      }
      const MemoryFacts &memory = memories_[group.memory];
      if (!se_.isKnownNonNegative(least))
        require(b.CreateICmpSGE(expand(least), b.getInt64(0)));
      if (se_.isKnownPredicate(ICmpInst::ICMP_SLE, most, number_of_bytes(memory)))
        continue;
      Value *&bytes = sizes[group.memory];
      if (!bytes)
        bytes = ir::load_checked_bytes(b, f_.getArg(0), memory);
      require(b.CreateICmpSLE(expand(most), bytes));
    }
  }

  // What the memory has at least.
  const SCEV *number_of_bytes(const MemoryFacts &memory) {
    return number(static_cast<int64_t>(std::min(memory.min_bytes, kMostOutside)));
  }

  // ---- versions

  void free_of_checks(const Plan &plan) {
    SmallPtrSet<Instruction *, 16> seen;
    for (const Access &access : plan.accesses) {
      // Neighbours share all but a constant at the end.
      Value *pointer = access.check.pointer;
      int64_t offset = int64_t(access.check.extent - access.check.width);
      while (auto *gep = constant_step(pointer)) {
        offset -= cast<ConstantInt>(gep->getOperand(1))->getSExtValue();
        pointer = gep->getPointerOperand();
      }
      if (auto *old = dyn_cast<Instruction>(pointer);
          old && plan.loop->contains(old) && seen.insert(old).second)
        if (Value *made = address(plan, access.sum, *old, offset))
          old->replaceAllUsesWith(made);
    }
    for (const Access &access : plan.accesses)
      access.check.call->eraseFromParent();
  }

  static GetElementPtrInst *constant_step(Value *pointer) {
    auto *gep = dyn_cast<GetElementPtrInst>(pointer);
    return gep && gep->getNumIndices() == 1 && gep->getSourceElementType()->isIntegerTy(8) &&
                   isa<ConstantInt>(gep->getOperand(1))
               ? gep
               : nullptr;
  }

  // 0, step, 2 * step,... by the rounds of the loop.
  Value *counter(Loop &loop, Value *step, bool up) {
    PHINode *&phi = counters_[{&loop, step}];
    if (!phi) {
      BasicBlock *header = loop.getHeader(), *latch = loop.getLoopLatch();
      IRBuilder<> b(header, header->begin());
      phi = b.CreatePHI(i64_, 2, "rounds");
      b.SetInsertPoint(latch->getTerminator());
      Value *next = b.CreateAdd(phi, step, "rounds.next", /*NUW=*/up, /*NSW=*/true);
      phi->addIncoming(b.getInt64(0), loop.getLoopPreheader());
      phi->addIncoming(next, latch);
    }
    return phi;
  }

  // base + sum + offset in place of `old`, which is the same; null if that is not known there.
  Value *address(const Plan &plan, const Sum &sum, Instruction &old, int64_t offset) {
    Value *at = base_of(&old, *plan.loop);
    if (!at || sum.has_ranges ||
        !all_of(sum.terms, [&](const Term &t) { return t.loop->contains(&old); }))
      return nullptr;
    offset += sum.constant;
    IRBuilder<> b(plan.loop->getLoopPreheader()->getTerminator());
    auto move = [&](Value *by, bool up, bool exact, const char *name) {
      GEPNoWrapFlags flags = GEPNoWrapFlags::none();
      if (up || exact)
        flags |= GEPNoWrapFlags::noUnsignedSignedWrap();
      if (up)
        flags |= GEPNoWrapFlags::noUnsignedWrap();
      at = b.CreateGEP(b.getInt8Ty(), at, by, name, flags);
    };
    if (sum.outside)
      move(values_.at({plan.loop, sum.outside}), true, true, "start");
    // Constants come last, so that neighbours share the rest; but not where the sum without them
    // might lie before the memory.
    const bool all_up = all_of(sum.terms, [](const Term &t) { return !t.step && t.constant > 0; });
    auto move_by_offset = [&] {
      if (offset)
        move(b.getInt64(static_cast<uint64_t>(offset)), all_up && offset > 0, false, "ea");
    };
    if (!all_up)
      move_by_offset();
    // Outer loops first: each part is computed as far out as it can be.
    std::vector<Term> terms = sum.terms;
    std::stable_sort(terms.begin(), terms.end(), [](const Term &x, const Term &y) {
      return x.loop->getLoopDepth() < y.loop->getLoopDepth();
    });
    for (size_t i = 0; i < terms.size(); ++i) {
      const Term &term = terms[i];
      Value *step = term.step ? values_.at({plan.loop, term.step})
                              : b.getInt64(static_cast<uint64_t>(term.constant));
      Value *count = counter(*term.loop, step, !term.step && term.constant > 0);
      // Where the next loop inwards begins, or here.
      if (i + 1 == terms.size())
        b.SetInsertPoint(&old);
      else if (terms[i + 1].loop != term.loop)
        b.SetInsertPoint(terms[i + 1].loop->getLoopPreheader()->getTerminator());
      else
        b.SetInsertPoint(term.loop->getHeader(), term.loop->getHeader()->getFirstInsertionPt());
      move(count, all_up, terms.size() == 1, "at");
    }
    b.SetInsertPoint(&old);
    if (all_up)
      move_by_offset();
    return at;
  }

  // What the index is added to.
  static Value *base_of(Value *pointer, const Loop &loop) {
    while (auto *gep = dyn_cast<GetElementPtrInst>(pointer)) {
      if (!gep->getSourceElementType()->isIntegerTy(8) || gep->getNumIndices() != 1)
        return nullptr;
      pointer = gep->getPointerOperand();
    }
    return isa<LoadInst>(pointer) && loop.isLoopInvariant(pointer) ? pointer : nullptr;
  }
};

} // namespace

// As memmove: it comes to each of its loops seldom, but then for many rounds.
static bool only_copies(const Function &f) {
  bool stores = false;
  for (const Instruction &i : instructions(f)) {
    const auto *store = dyn_cast<StoreInst>(&i);
    if (store && !isa<LoadInst>(store->getValueOperand()))
      return false;
    stores |= store != nullptr;
  }
  return stores;
}

PreservedAnalyses RangeVersionsPass::run(Function &f, FunctionAnalysisManager &am) {
  LoopInfo &li = am.getResult<LoopAnalysis>(f);
  if (li.empty())
    return PreservedAnalyses::all();
  Versions versions(f, f.hasOptSize(), vectorize_, li, am.getResult<ScalarEvolutionAnalysis>(f),
                    am.getResult<DominatorTreeAnalysis>(f), am.getResult<TargetIRAnalysis>(f),
                    f.size() > kLargeFunction && !only_copies(f)
                        ? &am.getResult<BlockFrequencyAnalysis>(f)
                        : nullptr);
  return versions.run() ? PreservedAnalyses::none() : PreservedAnalyses::all();
}

} // namespace wexn::optimize
