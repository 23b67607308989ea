// See round_values.h. What it relies on: ScalarEvolution (isImpliedViaMerge) goes from a compared
// value to what a phi may have only if the value is an unknown that is a phi. While the pass runs,
// such phis of the loop, of those around it and in it, and what goes round with them, are frozen
// where anything else has them: unknowns that are no phis. Nothing is poison that this would
// change, and the pass makes nothing of what is no counter. What only is computed with and stored
// nobody compares; it stays as it is: sums of what comes before, for instance. But of a sum with a
// constant IndVarSimplify asks whether it wraps, and of what a counter of another loop begins with,
// whether it is negative.
#include "wexnc/optimize/round_values.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SetVector.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/Analysis/LoopInfo.h"
#include "llvm/Analysis/ScalarEvolution.h"
#include "llvm/Analysis/ScalarEvolutionExpressions.h"
#include "llvm/IR/Constants.h"
#include "llvm/IR/Function.h"
#include "llvm/IR/InstrTypes.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/IntrinsicInst.h"

#include <cstddef>
#include <iterator>

namespace wexn::optimize {

using namespace llvm;

namespace {

using Values = SmallSetVector<Instruction *, 16>;

bool computes(const Value *v) {
  return isa<BinaryOperator, CastInst, SelectInst, PHINode, GetElementPtrInst, MinMaxIntrinsic>(v);
}

// Whether nothing but sums and the like is made of `use`. Of divisors and what is shifted right,
// passes ask whether they are negative.
bool computes_alone(const Use &use, ScalarEvolution &evolution) {
  const auto *user = cast<Instruction>(use.getUser());
  if (is_contained({Instruction::Add, Instruction::Sub}, user->getOpcode()) &&
      isa<SCEVConstant>(evolution.getSCEV(user->getOperand(1 - use.getOperandNo()))))
    return false;
  if (const auto *choice = dyn_cast<SelectInst>(user))
    return use.get() != choice->getCondition();
  return isa<PHINode, TruncInst, ZExtInst, SExtInst>(user) ||
         is_contained({Instruction::Add, Instruction::Sub, Instruction::Mul, Instruction::And,
                       Instruction::Or, Instruction::Xor, Instruction::Shl},
                      user->getOpcode());
}

// For most it can be seen, by `i + 4`; ScalarEvolution would find out what they begin with, too,
// which takes time.
bool is_counter(PHINode &phi, const Loop &loop, ScalarEvolution &evolution) {
  const BasicBlock *before = loop.getLoopPredecessor(), *latch = loop.getLoopLatch();
  const auto *next =
      before && latch ? dyn_cast<BinaryOperator>(phi.getIncomingValueForBlock(latch)) : nullptr;
  if (next && next->getOpcode() == Instruction::Add && next->getOperand(0) == &phi)
    if (const auto *step = dyn_cast<ConstantInt>(next->getOperand(1)); step && !step->isZero())
      return true;
  return !isa<SCEVUnknown>(evolution.getSCEV(&phi));
}

// Whether it is what a counter of the loop was in the round before, or made of that: the only phi
// of which a compare with what is the same in all rounds is decided wrongly.
bool has_old_counter(PHINode &phi, const Loop &loop, ScalarEvolution &evolution) {
  return any_of(phi.incoming_values(), [&](const Use &value) {
    return loop.contains(phi.getIncomingBlock(value)) &&
           SCEVExprContains(evolution.getSCEV(value), [&](const SCEV *part) {
             const auto *counter = dyn_cast<SCEVAddRecExpr>(part);
             return counter && counter->getLoop() == &loop;
           });
  });
}

// A phi of another loop that is no counter is looked at by itself.
bool is_only_stored(PHINode &phi, const Loop &loop, ScalarEvolution &evolution,
                    const LoopInfo &loops) {
  constexpr size_t kMost = 64;
  Values seen;
  seen.insert(&phi);
  SmallVector<Instruction *> todo{&phi};
  while (!todo.empty())
    for (const Use &use : todo.pop_back_val()->uses()) {
      auto *user = cast<Instruction>(use.getUser());
      if (const auto *store = dyn_cast<StoreInst>(user);
          isa<ReturnInst>(user) || (store && store->getValueOperand() == use.get()))
        continue;
      if (isa<PHINode>(user) && user != &phi && loops.isLoopHeader(user->getParent()) &&
          isa<SCEVUnknown>(evolution.getSCEV(user)))
        continue;
      const Loop *around = loops.getLoopFor(user->getParent());
      if ((around && !around->contains(&loop)) || !computes_alone(use, evolution) ||
          seen.size() == kMost)
        return false;
      if (seen.insert(user))
        todo.push_back(user);
    }
  return true;
}

// What `phi`, of the loop's header, becomes from one round to the next: what is computed of it that
// it is computed of. Without it itself, and without compares.
Values going_round(PHINode &phi, const Loop &loop) {
  constexpr size_t kMost = 64;
  Values before, found;
  SmallVector<Instruction *> todo;
  const auto add = [&](Value *v, Values &to) {
    auto *i = dyn_cast<Instruction>(v);
    const bool other_round = i && isa<PHINode>(i) && i->getParent() == phi.getParent();
    if (i && !other_round && loop.contains(i) && computes(i) && to.size() < kMost && to.insert(i))
      todo.push_back(i);
  };
  for (Value *value : phi.incoming_values())
    add(value, before);
  while (!todo.empty())
    for (Value *operand : todo.pop_back_val()->operands())
      add(operand, before);
  const auto add_users = [&](Instruction &i) {
    for (User *user : i.users())
      if (before.contains(cast<Instruction>(user)))
        add(user, found);
  };
  add_users(phi);
  while (!todo.empty())
    add_users(*todo.pop_back_val());
  return found;
}

// Whether it may be a counter, or something added to one: not if it was loaded, or comes from
// outside of the function, and nothing but constants was added. ScalarEvolution would find that out,
// which takes time.
bool may_be_counter(const Value *value) {
  const auto *made = dyn_cast<Instruction>(value);
  while (made &&
         (isa<CastInst>(made) || (isa<BinaryOperator>(made) && isa<Constant>(made->getOperand(1)))))
    made = dyn_cast<Instruction>(made->getOperand(0));
  return made && !isa<LoadInst>(made);
}

} // namespace

void HiddenRounds::freeze_for_others(Instruction &i, const Loop &loop,
                                     function_ref<bool(Instruction &)> is_other) {
  SmallVector<Use *> inside, outside;
  for (Use &use : i.uses()) {
    auto *user = cast<Instruction>(use.getUser());
    if (!loop.contains(user))
      outside.push_back(&use);
    else if (is_other(*user) && !isa<FreezeInst>(user))
      inside.push_back(&use);
  }
  const auto first = [](Instruction &i) -> Instruction * {
    const auto at =
        isa<PHINode>(i) ? i.getParent()->getFirstInsertionPt() : std::next(i.getIterator());
    return at == i.getParent()->end() ? nullptr : &*at;
  };
  if (Instruction *at = inside.empty() ? nullptr : first(i))
    freezes_.add(*new FreezeInst(&i, "", at->getIterator()), inside);
  for (Use *use : outside) {
    auto *user = cast<Instruction>(use->getUser());
    auto *result = dyn_cast<PHINode>(user);
    if (!result) {
      freezes_.add(*new FreezeInst(&i, "", user->getIterator()), use);
    } else if (results_.insert(result).second) {
      SmallVector<Use *> uses;
      for (Use &each : result->uses())
        if (!isa<FreezeInst>(each.getUser()))
          uses.push_back(&each);
      if (Instruction *at = uses.empty() ? nullptr : first(*result))
        freezes_.add(*new FreezeInst(result, "", at->getIterator()), uses);
    }
  }
}

// Of two counters that run towards each other, ScalarEvolution (howManyLessThans) takes the compare
// to be false for good once they have met: one that gets below 0 as it passes the other is the
// larger one of an unsigned compare again.
void HiddenRounds::hide_meetings(Function &f) {
  for (BasicBlock &block : f)
    for (Instruction &i : block) {
      auto *compare = dyn_cast<ICmpInst>(&i);
      if (!compare || !compare->isRelational() ||
          !compare->getOperand(0)->getType()->isIntegerTy() || !loops_.getLoopFor(&block) ||
          !all_of(compare->operands(), may_be_counter))
        continue;
      // Of a loop that the compare is in, or in an inner one of, which may leave both.
      const auto counter = [&](unsigned operand) -> const SCEVAddRecExpr * {
        const auto *value = dyn_cast<Instruction>(compare->getOperand(operand));
        if (!value || !loops_.getLoopFor(value->getParent()) || !computes(value))
          return nullptr;
        const auto *found =
            dyn_cast<SCEVAddRecExpr>(evolution_.getSCEV(compare->getOperand(operand)));
        return found && found->getLoop()->contains(value) && found->getLoop()->contains(&block)
                   ? found
                   : nullptr;
      };
      const SCEVAddRecExpr *second = counter(1), *first = second ? counter(0) : nullptr;
      if (first && first->getLoop() == second->getLoop() &&
          !(compare->isSigned() && first->hasNoSignedWrap() && second->hasNoSignedWrap()))
        freezes_.add(*new FreezeInst(compare->getOperand(1), "", compare->getIterator()),
                     &compare->getOperandUse(1));
    }
}

void HiddenRounds::add(const Loop &loop) {
  for (PHINode &phi : loop.getHeader()->phis()) {
    if (!phi.getType()->isIntegerTy() || phi.getType()->isIntegerTy(1) ||
        is_counter(phi, loop, evolution_) ||
        (!has_old_counter(phi, loop, evolution_) && is_only_stored(phi, loop, evolution_, loops_)))
      continue;
    const Values round = going_round(phi, loop);
    const auto is_other = [&](Instruction &user) {
      return !round.contains(&user) && !(isa<PHINode>(user) && user.getParent() == phi.getParent());
    };
    freeze_for_others(phi, loop, is_other);
    for (Instruction *i : round)
      freeze_for_others(*i, loop, is_other);
  }
}

// What was found out before is of other values.
HiddenRounds::HiddenRounds(Function &f, ScalarEvolution &evolution, const LoopInfo &loops)
    : evolution_(evolution), loops_(loops), freezes_(f, "wexn.round") {
  if (loops.empty())
    return;
  hide_meetings(f);
  for (const Loop *each : loops.getLoopsInPreorder())
    add(*each);
  if (freezes_.any())
    evolution_.forgetAllLoops();
}

// It looks at all that is made of a value that is replaced, unless it knows nothing.
void HiddenRounds::show(ScalarEvolution *evolution) {
  if (evolution && freezes_.any())
    evolution->forgetAllLoops();
  freezes_.take_away();
}

} // namespace wexn::optimize
