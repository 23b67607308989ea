// See unrolled_loop.h.
#include "wexnc/optimize/unrolled_loop.h"

#include "llvm/Analysis/ScalarEvolution.h"
#include "llvm/Analysis/ScalarEvolutionExpressions.h"
#include "llvm/IR/DataLayout.h"
#include "llvm/Transforms/Utils/ScalarEvolutionExpander.h"

#include <algorithm>
#include <utility>

namespace wexn::optimize {

using namespace llvm;

namespace {

constexpr size_t kLongestBody = 1000;
constexpr size_t kSomeMatches = 4096, kMatchesEach = 64; // of values, in all; for each instruction

} // namespace

// One block, or a second one behind the exit.
bool UnrolledLoop::known_shape() {
  auto *branch = dyn_cast<BranchInst>(block->getTerminator());
  if (!loop.getLoopPreheader() || !loop.getExitBlock() || loop.getExitingBlock() != block ||
      !branch || !branch->isConditional() || loop.getNumBlocks() > 2)
    return false;
  if (loop.getNumBlocks() == 2) {
    tail = loop.getLoopLatch();
    if (!tail || tail == block || !isa<BranchInst>(tail->getTerminator()) ||
        tail->getSinglePredecessor() != block || tail->getSingleSuccessor() != block)
      return false;
  }
  for (BasicBlock *part : {block, tail})
    if (part)
      for (Instruction &i : *part)
        body.push_back(&i);
  matches_ = kSomeMatches + kMatchesEach * body.size();
  return body.size() <= kLongestBody;
}

bool UnrolledLoop::suitable() {
  if (!known_shape())
    return false;
  rounds_ = se_.getBackedgeTakenCount(&loop);
  if (isa<SCEVCouldNotCompute>(rounds_) || rounds_->getType()->getIntegerBitWidth() > 64 ||
      !expander_.isSafeToExpandAt(rounds_, loop.getLoopPreheader()->getTerminator()))
    return false;
  unsigned at = 0;
  for (Instruction *each : body) {
    Instruction &i = *each;
    position[&i] = at++;
    if (auto *phi = dyn_cast<PHINode>(&i)) {
      (step_of_counter(phi) ? counters : carried).push_back(phi);
    } else if (auto *store = dyn_cast<StoreInst>(&i)) {
      if (!store->isSimple())
        return false;
      stores.push_back(store);
    } else if (auto *load = dyn_cast<LoadInst>(&i)) {
      if (!load->isSimple())
        return false;
      if (!find_first(load))
        ++loads_;
    } else if (i.mayReadOrWriteMemory() || i.mayThrow() || isa<AllocaInst>(i) ||
               i.getType()->isTokenTy()) {
      return false;
    }
    if (i.getType()->isVoidTy() && !isa<StoreInst, BranchInst>(i))
      return false;
  }
  return !stores.empty() || !carried.empty();
}

// Whether the load is the same in each round but for stores, and can move before the loop: then
// it, or an earlier one, is made in the first block.
bool UnrolledLoop::find_first(LoadInst *load) {
  Value *pointer = load->getPointerOperand();
  const SCEV *address = se_.getSCEV(pointer);
  if (!se_.isLoopInvariant(address, &loop) ||
      !expander_.isSafeToExpandAt(address, loop.getLoopPreheader()->getTerminator()))
    return false;
  LoadInst *first = load->getParent() == block ? load : nullptr;
  for (const auto &[other, same] : stays)
    if (same->getType() == load->getType() && se_.getSCEV(same->getPointerOperand()) == address)
      first = same;
  if (first)
    stays[load] = first;
  return first != nullptr;
}

ConstantInt *UnrolledLoop::step_of_counter(PHINode *phi) const {
  auto *add = phi->getType()->isIntegerTy() ? dyn_cast<BinaryOperator>(latch_value(phi)) : nullptr;
  if (!add || add->getOpcode() != Instruction::Add || add->getOperand(0) != phi)
    return nullptr;
  return dyn_cast<ConstantInt>(add->getOperand(1));
}

bool UnrolledLoop::linear(const Value *v, unsigned depth) const {
  if (!varies(v))
    return true;
  if (depth > 8)
    return false;
  if (const auto *phi = dyn_cast<PHINode>(v))
    return is_contained(counters, phi);
  const auto *i = cast<Instruction>(v);
  auto operands = [&] {
    for (const Value *o : i->operands())
      if (!linear(o, depth + 1))
        return false;
    return true;
  };
  switch (i->getOpcode()) {
  case Instruction::Add:
  case Instruction::Sub:
  case Instruction::Trunc:
    return operands();
  case Instruction::Or:
    return cast<PossiblyDisjointInst>(i)->isDisjoint() && operands();
  case Instruction::Mul:
  case Instruction::Shl:
    return isa<Constant>(i->getOperand(1)) && operands();
  case Instruction::GetElementPtr:
    for (const Value *o : drop_begin(i->operands()))
      if (o->getType()->getScalarSizeInBits() != 64 && !isa<Constant>(o))
        return false;
    return operands();
  default:
    return false;
  }
}

std::optional<APInt> UnrolledLoop::small_step(Value *v) {
  if (!varies(v) || !se_.isSCEVable(v->getType()) || !linear(v))
    return std::nullopt;
  const auto *rec = dyn_cast<SCEVAddRecExpr>(se_.getSCEV(v));
  if (!rec || rec->getLoop() != &loop || !rec->isAffine())
    return std::nullopt;
  const auto *step = dyn_cast<SCEVConstant>(rec->getStepRecurrence(se_));
  if (!step)
    return std::nullopt;
  const APInt n(step->getAPInt().getBitWidth(), copies);
  if (step->getAPInt().srem(n) != 0)
    return std::nullopt;
  return step->getAPInt().sdiv(n);
}

bool UnrolledLoop::one_step_apart(Value *a, Value *b) {
  const auto step = small_step(a), other = small_step(b);
  if (!step || !other || *step != *other)
    return false;
  const auto *apart = dyn_cast<SCEVConstant>(se_.getMinusSCEV(se_.getSCEV(b), se_.getSCEV(a)));
  return apart && apart->getAPInt() == *step;
}

bool UnrolledLoop::set_after(Value *a, Value *b) {
  auto [known, added] = after.try_emplace(a, b);
  if (added)
    trail_.push_back(a);
  return known->second == b;
}

void UnrolledLoop::back_to(size_t mark) {
  for (; trail_.size() > mark; trail_.pop_back())
    after.erase(trail_.back());
}

// Whether b is a's counterpart in the next copy; if so, this and what follows from it is in
// after.
bool UnrolledLoop::match(Value *a, Value *b) {
  if (!varies(a) || !varies(b))
    return a == b || (stays.contains(a) && stays.lookup(a) == stays.lookup(b));
  if (auto known = after.find(a); known != after.end())
    return known->second == b;
  // Operands are tried in both orders: of computations that differ at their far end only, that
  // would double with each step.
  if (a == b || a->getType() != b->getType() || matches_ == 0)
    return false;
  --matches_;
  const size_t mark = trail_.size();
  if (match_inside(cast<Instruction>(a), cast<Instruction>(b)))
    return true;
  back_to(mark);
  return false;
}

bool UnrolledLoop::match_inside(Instruction *a, Instruction *b) {
  if (linear(a) && linear(b) && small_step(a))
    return one_step_apart(a, b) && set_after(a, b);
  // Only of a carried value match_carried() shows that `b` is what replaces it: a counter is
  // replaced by the counter advanced, which is linear.
  if (const auto *phi = dyn_cast<PHINode>(a))
    return is_contained(carried, phi) && set_after(a, b);
  if (!a->isSameOperationAs(b, Instruction::CompareIgnoringAlignment) ||
      a->getNumOperands() != b->getNumOperands())
    return false;
  set_after(a, b);
  if (isa<LoadInst>(a))
    return one_step_apart(a->getOperand(0), b->getOperand(0)) &&
           a->getMetadata(LLVMContext::MD_tbaa) == b->getMetadata(LLVMContext::MD_tbaa);
  const size_t mark = trail_.size();
  if (match_operands(a, b, false))
    return true;
  back_to(mark);
  return a->isCommutative() && match_operands(a, b, true);
}

bool UnrolledLoop::match_operands(Instruction *a, Instruction *b, bool swapped) {
  const unsigned n = a->getNumOperands();
  for (unsigned i = 0; i < n; ++i) {
    const unsigned other = swapped && i < 2 ? 1 - i : i;
    if (!match(a->getOperand(i), b->getOperand(other)))
      return false;
  }
  return true;
}

std::vector<Value *> UnrolledLoop::copies_of(Value *first) const {
  std::vector<Value *> found{first};
  while (found.size() < copies) {
    auto next = after.find(found.back());
    if (next == after.end())
      break;
    found.push_back(next->second);
  }
  return found;
}

bool UnrolledLoop::find(unsigned n) {
  copies = n;
  after.clear();
  trail_.clear();
  first_stores.clear();
  folds.clear();
  copy0.clear();
  if (stores.size() % copies != 0 || counters.empty())
    return false;
  for (PHINode *phi : counters)
    if (const APInt &step = step_of_counter(phi)->getValue();
        step.srem(APInt(step.getBitWidth(), copies)) != 0)
      return false;
  return match_stores() && match_carried() && gather_copy0() && find_exit() && no_other_uses();
}

void UnrolledLoop::take_as_one() {
  copies = before_exit = 1;
  after.clear();
  copy0.clear();
  first_stores = stores;
  for (Instruction *i : body)
    if (isa<LoadInst, StoreInst>(i) && !stays.contains(i))
      copy0.insert(i);
}

bool UnrolledLoop::match_stores() {
  SmallPtrSet<StoreInst *, 16> has_previous;
  for (StoreInst *a : stores) {
    for (StoreInst *b : stores)
      if (a != b && !has_previous.contains(b) &&
          a->getValueOperand()->getType() == b->getValueOperand()->getType() &&
          one_step_apart(a->getPointerOperand(), b->getPointerOperand())) {
        set_after(a, b);
        has_previous.insert(b);
        break;
      }
  }
  for (StoreInst *a : stores) {
    if (has_previous.contains(a))
      continue;
    const std::vector<Value *> chain = copies_of(a);
    if (chain.size() != copies || after.contains(chain.back()))
      return false;
    first_stores.push_back(a);
    for (unsigned j = 0; j + 1 < copies; ++j)
      if (!match(cast<StoreInst>(chain[j])->getValueOperand(),
                 cast<StoreInst>(chain[j + 1])->getValueOperand()))
        return false;
  }
  return first_stores.size() * copies == stores.size();
}

bool UnrolledLoop::match_carried() {
  for (PHINode *phi : carried) {
    if (!varies(latch_value(phi)))
      return false;
    if (!after.contains(phi) && !match_fold(phi) && !match_chain(phi))
      return false;
  }
  // Copy by copy to what is handed on.
  for (PHINode *phi : carried) {
    if (is_fold(phi))
      continue;
    Value *at = phi;
    for (unsigned j = 0; j < copies; ++j) {
      auto next = after.find(at);
      if (next == after.end())
        return false;
      at = next->second;
    }
    if (at != latch_value(phi))
      return false;
  }
  return true;
}

bool UnrolledLoop::is_fold(const PHINode *phi) const {
  return any_of(folds, [&](const Fold &f) { return f.phi == phi; });
}

// phi + a + b + ..., in any order: integers only.
bool UnrolledLoop::match_fold(PHINode *phi) {
  auto *result = dyn_cast<BinaryOperator>(latch_value(phi));
  if (!result || !phi->getType()->isIntOrIntVectorTy() || !result->isAssociative() ||
      !result->isCommutative() || !phi->hasOneUse())
    return false;
  std::vector<Instruction *> terms;
  bool has_phi = false;
  std::vector<Value *> open{result};
  while (!open.empty()) {
    Value *v = open.back();
    open.pop_back();
    auto *i = dyn_cast<BinaryOperator>(v);
    if (v == phi) {
      has_phi = true;
    } else if (i && varies(i) && i->getOpcode() == result->getOpcode() &&
               (i == result || i->hasOneUse())) {
      open.push_back(i->getOperand(1));
      open.push_back(i->getOperand(0));
    } else if (varies(v)) {
      terms.push_back(cast<Instruction>(v));
    } else {
      return false;
    }
  }
  if (!has_phi || terms.size() % copies != 0 || terms.size() > 64)
    return false;
  for (const User *user : result->users())
    if (inside(user) && user != phi)
      return false;
  return match_terms(Fold{phi, result, {}}, terms);
}

bool UnrolledLoop::match_terms(Fold fold, const std::vector<Instruction *> &terms) {
  SmallPtrSet<Instruction *, 16> has_previous;
  for (Instruction *a : terms)
    for (Instruction *b : terms)
      if (a != b && !has_previous.contains(b) && match(a, b)) {
        has_previous.insert(b);
        break;
      }
  for (Instruction *a : terms) {
    if (has_previous.contains(a))
      continue;
    if (copies_of(a).size() != copies)
      return false;
    fold.terms.push_back(a);
  }
  if (fold.terms.size() * copies != terms.size())
    return false;
  folds.push_back(std::move(fold));
  return true;
}

// ((phi op a) op b) op ..., in this order.
bool UnrolledLoop::match_chain(PHINode *phi) {
  std::vector<Instruction *> chain; // backwards
  for (Value *at = latch_value(phi); at != phi;) {
    auto *i = dyn_cast<Instruction>(at);
    if (!i || !varies(i) || isa<PHINode>(i) || chain.size() > body.size())
      return false;
    chain.push_back(i);
    Value *next = nullptr;
    for (Value *o : i->operands())
      if (o == phi || reaches(o, phi)) {
        if (next && next != o)
          return false;
        next = o;
      }
    if (!next)
      return false;
    at = next;
  }
  std::reverse(chain.begin(), chain.end());
  if (chain.empty() || chain.size() % copies != 0)
    return false;
  const size_t part = chain.size() / copies;
  if (!set_after(phi, chain[part - 1]))
    return false;
  for (size_t i = part - 1; i + part < chain.size(); i += part)
    if (!match(chain[i], chain[i + part]))
      return false;
  return true;
}

bool UnrolledLoop::reaches(Value *from, const PHINode *phi) const {
  SmallPtrSet<Value *, 16> seen;
  std::vector<Value *> open{from};
  while (!open.empty()) {
    Value *v = open.back();
    open.pop_back();
    if (v == phi)
      return true;
    if (!varies(v) || isa<PHINode>(v) || !seen.insert(v).second)
      continue;
    for (Value *o : cast<Instruction>(v)->operands())
      open.push_back(o);
  }
  return false;
}

// What copy 0 consists of; fails if some load belongs to no copy.
bool UnrolledLoop::gather_copy0() {
  std::vector<Value *> open(first_stores.begin(), first_stores.end());
  for (const Fold &fold : folds)
    open.insert(open.end(), fold.terms.begin(), fold.terms.end());
  for (PHINode *phi : carried)
    if (!is_fold(phi))
      open.push_back(after.find(phi)->second);
  while (!open.empty()) {
    Value *v = open.back();
    open.pop_back();
    if (!varies(v) || isa<PHINode>(v) || !copy0.insert(cast<Instruction>(v)).second)
      continue;
    for (Value *o : cast<Instruction>(v)->operands())
      open.push_back(o);
  }
  SmallPtrSet<Value *, 32> known;
  for (Instruction *i : copy0)
    if (isa<LoadInst>(i)) {
      const std::vector<Value *> all = copies_of(i);
      if (all.size() != copies)
        return false;
      known.insert(all.begin(), all.end());
    }
  return known.size() == loads_;
}

// How many copies are before the exit; fails if some access is on the wrong side of it.
bool UnrolledLoop::find_exit() {
  before_exit = copies;
  if (!tail)
    return true;
  before_exit = 0;
  for (Instruction *i : copy0) {
    if (i->getParent() != block)
      return false;
    if (!isa<StoreInst>(i))
      continue;
    const std::vector<Value *> all = copies_of(i);
    unsigned here = 0;
    while (here < copies && cast<Instruction>(all[here])->getParent() == block)
      ++here;
    if (before_exit != 0 && before_exit != here)
      return false;
    before_exit = here;
  }
  if (before_exit == 0 || before_exit == copies)
    return false;
  SmallPtrSet<const Instruction *, 32> first;
  for (Instruction *i : copy0)
    if (isa<LoadInst, StoreInst>(i)) {
      const std::vector<Value *> all = copies_of(i);
      for (unsigned j = 0; j < before_exit; ++j)
        first.insert(cast<Instruction>(all[j]));
    }
  return all_of(body, [&](Instruction *i) {
    return !isa<LoadInst, StoreInst>(i) || stays.contains(i) ||
           first.contains(i) == (i->getParent() == block);
  });
}

Value *UnrolledLoop::left_with(PHINode *phi) const {
  Value *at = phi;
  for (unsigned j = 0; j < before_exit; ++j)
    at = after.find(at)->second;
  return at;
}

bool UnrolledLoop::is_left_behind(const User *user) const {
  const auto *phi = dyn_cast<PHINode>(user);
  return phi && phi->getParent() == loop.getExitBlock() && phi->getNumIncomingValues() == 1;
}

// Whether nothing is used outside but what hand_on() replaces, and what counters were in the last
// round.
bool UnrolledLoop::no_other_uses() const {
  SmallPtrSet<const Value *, 8> fine;
  for (PHINode *phi : carried)
    if (!is_fold(phi))
      fine.insert(left_with(phi));
    else if (!tail)
      fine.insert(latch_value(phi));
  if (!tail)
    for (PHINode *phi : counters) {
      fine.insert(latch_value(phi));
      if (all_of(phi->users(), [&](User *user) { return inside(user) || is_left_behind(user); }))
        fine.insert(phi);
    }
  return all_of(body, [&](Instruction *i) {
    return fine.contains(i) || stays.contains(i) ||
           all_of(i->users(), [&](User *user) { return inside(user); });
  });
}

const SCEV *UnrolledLoop::number_of_rounds() {
  Type *i64 = Type::getInt64Ty(block->getContext());
  return se_.getAddExpr(
      se_.getMulExpr(se_.getZeroExtendExpr(rounds_, i64), se_.getConstant(i64, copies)),
      se_.getConstant(i64, before_exit));
}

} // namespace wexn::optimize
