// See reroll.h. Most modules come from compilers that unroll: a loop of one block whose counters
// step by U * s does in one round what the source did in U rounds. Here "copy j" of a value is what
// it is in the j-th of those, 0 <= j < U; `after_` maps a value of copy j to its counterpart in
// copy j+1.
//
// It is found by comparing the computations of matching ends: stores whose addresses are s apart,
// and the terms of sums. Two values match if they are the same operation on matching operands,
// loads at addresses s apart, or linear in the counters and s apart; a value outside of the loop
// matches itself, and so does a load from an address that stays, which moves out of the loop; a
// value carried from the last round (phi) matches what replaces it, copy by copy, and the last copy
// must be what the loop hands to the next round. So copy 0, done at counters advanced by j * s,
// gives what copy j gave, provided that loads see the same memory: for every store and every other
// access whose order becomes another one, the addresses must be apart. If the number of rounds of
// the source is not a multiple of U, the loop is left in the middle of a round: then it has two
// blocks, and the copies before the exit are all in the first. Not handled: other control flow,
// calls, accesses that must stay as they are (volatile).
//
// Traps: a loop with checks of accesses (ir/access_check.h) is left alone, so nothing in it traps.
//
// Addresses whose distance is not known are compared before the loop (apart.h), and if they overlap
// a copy of the loop runs that is as it was. The loop is said to be parallel to LLVM if beside
// those pairs no store touches what another round touches; that holds for the loop alone, while
// scopes of aliases would be believed in loops around it, too.
#include "wexnc/optimize/reroll.h"

#include "wexnc/optimize/apart.h"
#include "wexnc/optimize/loop_copies.h"

#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/SmallPtrSet.h"
#include "llvm/Analysis/AliasAnalysis.h"
#include "llvm/Analysis/LoopInfo.h"
#include "llvm/Analysis/MemoryLocation.h"
#include "llvm/Analysis/ScalarEvolution.h"
#include "llvm/Analysis/ScalarEvolutionExpressions.h"
#include "llvm/IR/Dominators.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/IntrinsicInst.h"
#include "llvm/IR/MDBuilder.h"
#include "llvm/IR/Module.h"
#include "llvm/Transforms/Utils/BasicBlockUtils.h"
#include "llvm/Transforms/Utils/Cloning.h"
#include "llvm/Transforms/Utils/Local.h"
#include "llvm/Transforms/Utils/ScalarEvolutionExpander.h"

#include <vector>

namespace wexn::optimize {

using namespace llvm;

namespace {

constexpr unsigned kMostCopies = 16;
constexpr size_t kLongestBody = 1000;
constexpr size_t kSomeMatches = 4096, kMatchesEach = 64; // of values, in all; for each instruction
constexpr unsigned kFewestRounds = 8;                    // of copy 0: fewer are not worth tests

class Reroller {
public:
  Reroller(Loop &loop, ScalarEvolution &se, AAResults &aliases, LoopInfo &loops,
           DominatorTree &dominators)
      : loop_(loop), se_(se), aliases_(aliases), loops_(loops), dominators_(dominators),
        expander_(se, loop.getHeader()->getModule()->getDataLayout(), "reroll"),
        block_(loop.getHeader()), tests_(se, expander_) {}

  bool run() {
    if (!suitable())
      return false;
    for (unsigned copies = kMostCopies; copies >= 2; --copies)
      if (find(copies)) {
        rewrite();
        return true;
      }
    return version_of_one();
  }

private:
  // A sum (or product, ...) carried through the loop whose terms are added in any order.
  struct Fold {
    PHINode *phi;
    BinaryOperator *result;           // what goes to the next round
    std::vector<Instruction *> terms; // those of copy 0
  };

  Loop &loop_;
  ScalarEvolution &se_;
  AAResults &aliases_;
  LoopInfo &loops_;
  DominatorTree &dominators_;
  SCEVExpander expander_;
  BasicBlock *block_;          // the first block
  BasicBlock *tail_ = nullptr; // what comes after an exit in the middle, or null
  std::vector<Instruction *> body_;
  const SCEV *rounds_ = nullptr; // taken back edges
  std::vector<PHINode *> counters_, carried_;
  std::vector<StoreInst *> stores_;
  DenseMap<const Instruction *, unsigned> position_;
  DenseMap<const Value *, LoadInst *> stays_; // loads from an address that stays -> the first such
  unsigned loads_ = 0;                        // the others
  size_t matches_ = 0;                        // that may still be tried

  // Of the attempt with `copies_`:
  unsigned copies_ = 0, before_exit_ = 0;
  DenseMap<Value *, Value *> after_;
  std::vector<Value *> trail_; // keys of after_, for going back
  std::vector<StoreInst *> first_stores_;
  std::vector<Fold> folds_;
  SmallPtrSet<Instruction *, 32> copy0_; // all that is computed for copy 0
  Apart tests_;

  bool inside(const Value *v) const {
    const auto *i = dyn_cast<Instruction>(v);
    return i && (i->getParent() == block_ || (tail_ && i->getParent() == tail_));
  }
  bool varies(const Value *v) const { return inside(v) && !stays_.contains(v); }
  Value *latch_value(const PHINode *phi) const {
    return phi->getIncomingValueForBlock(loop_.getLoopLatch());
  }

  // One block, or a second one behind the exit.
  bool known_shape() {
    auto *branch = dyn_cast<BranchInst>(block_->getTerminator());
    if (!loop_.getLoopPreheader() || !loop_.getExitBlock() || loop_.getExitingBlock() != block_ ||
        !branch || !branch->isConditional() || loop_.getNumBlocks() > 2)
      return false;
    if (loop_.getNumBlocks() == 2) {
      tail_ = loop_.getLoopLatch();
      if (!tail_ || tail_ == block_ || !isa<BranchInst>(tail_->getTerminator()) ||
          tail_->getSinglePredecessor() != block_ || tail_->getSingleSuccessor() != block_)
        return false;
    }
    for (BasicBlock *part : {block_, tail_})
      if (part)
        for (Instruction &i : *part)
          body_.push_back(&i);
    matches_ = kSomeMatches + kMatchesEach * body_.size();
    return body_.size() <= kLongestBody;
  }

  bool suitable() {
    if (!known_shape())
      return false;
    rounds_ = se_.getBackedgeTakenCount(&loop_);
    if (isa<SCEVCouldNotCompute>(rounds_) || rounds_->getType()->getIntegerBitWidth() > 64 ||
        !expander_.isSafeToExpandAt(rounds_, loop_.getLoopPreheader()->getTerminator()))
      return false;
    unsigned at = 0;
    for (Instruction *each : body_) {
      Instruction &i = *each;
      position_[&i] = at++;
      if (auto *phi = dyn_cast<PHINode>(&i)) {
        (step_of_counter(phi) ? counters_ : carried_).push_back(phi);
      } else if (auto *store = dyn_cast<StoreInst>(&i)) {
        if (!store->isSimple())
          return false;
        stores_.push_back(store);
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
    return !stores_.empty() || !carried_.empty();
  }

  // Whether the load is the same in each round but for stores, and can move before the loop: then
  // it, or an earlier one, is made in the first block.
  bool find_first(LoadInst *load) {
    Value *pointer = load->getPointerOperand();
    const SCEV *address = se_.getSCEV(pointer);
    if (!se_.isLoopInvariant(address, &loop_) ||
        !expander_.isSafeToExpandAt(address, loop_.getLoopPreheader()->getTerminator()))
      return false;
    LoadInst *first = load->getParent() == block_ ? load : nullptr;
    for (const auto &[other, same] : stays_)
      if (same->getType() == load->getType() && se_.getSCEV(same->getPointerOperand()) == address)
        first = same;
    if (first)
      stays_[load] = first;
    return first != nullptr;
  }

  // A counter is a phi to which a constant is added in each round; its step, else null.
  ConstantInt *step_of_counter(PHINode *phi) const {
    auto *add =
        phi->getType()->isIntegerTy() ? dyn_cast<BinaryOperator>(latch_value(phi)) : nullptr;
    if (!add || add->getOpcode() != Instruction::Add || add->getOperand(0) != phi)
      return nullptr;
    return dyn_cast<ConstantInt>(add->getOperand(1));
  }

  // Whether v is a sum of constant multiples of counters and of values from outside, modulo the
  // width of its type: then it stays one when the counters take smaller steps.
  bool linear(const Value *v, unsigned depth = 0) const {
    if (!varies(v))
      return true;
    if (depth > 8)
      return false;
    if (const auto *phi = dyn_cast<PHINode>(v))
      return is_contained(counters_, phi);
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

  // The constant by which v grows in a round of the loop as it should be, if v is linear.
  std::optional<APInt> small_step(Value *v) {
    if (!varies(v) || !se_.isSCEVable(v->getType()) || !linear(v))
      return std::nullopt;
    const auto *rec = dyn_cast<SCEVAddRecExpr>(se_.getSCEV(v));
    if (!rec || rec->getLoop() != &loop_ || !rec->isAffine())
      return std::nullopt;
    const auto *step = dyn_cast<SCEVConstant>(rec->getStepRecurrence(se_));
    if (!step)
      return std::nullopt;
    const APInt n(step->getAPInt().getBitWidth(), copies_);
    if (step->getAPInt().srem(n) != 0)
      return std::nullopt;
    return step->getAPInt().sdiv(n);
  }
  bool one_step_apart(Value *a, Value *b) {
    const auto step = small_step(a), other = small_step(b);
    if (!step || !other || *step != *other)
      return false;
    const auto *apart = dyn_cast<SCEVConstant>(se_.getMinusSCEV(se_.getSCEV(b), se_.getSCEV(a)));
    return apart && apart->getAPInt() == *step;
  }

  bool set_after(Value *a, Value *b) {
    auto [known, added] = after_.try_emplace(a, b);
    if (added)
      trail_.push_back(a);
    return known->second == b;
  }
  void back_to(size_t mark) {
    for (; trail_.size() > mark; trail_.pop_back())
      after_.erase(trail_.back());
  }

  // Whether b is a's counterpart in the next copy; if so, this and what follows from it is in
  // after_.
  bool match(Value *a, Value *b) {
    if (!varies(a) || !varies(b))
      return a == b || (stays_.contains(a) && stays_.lookup(a) == stays_.lookup(b));
    if (auto known = after_.find(a); known != after_.end())
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
  bool match_inside(Instruction *a, Instruction *b) {
    if (linear(a) && linear(b) && small_step(a))
      return one_step_apart(a, b) && set_after(a, b);
    // Only of a carried value match_carried() shows that `b` is what replaces it: a counter is
    // replaced by the counter advanced, which is linear.
    if (const auto *phi = dyn_cast<PHINode>(a))
      return is_contained(carried_, phi) && set_after(a, b);
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
  bool match_operands(Instruction *a, Instruction *b, bool swapped) {
    const unsigned n = a->getNumOperands();
    for (unsigned i = 0; i < n; ++i) {
      const unsigned other = swapped && i < 2 ? 1 - i : i;
      if (!match(a->getOperand(i), b->getOperand(other)))
        return false;
    }
    return true;
  }

  // `n` copies of `first` by after_, or fewer where it ends.
  std::vector<Value *> copies_of(Value *first) const {
    std::vector<Value *> found{first};
    while (found.size() < copies_) {
      auto next = after_.find(found.back());
      if (next == after_.end())
        break;
      found.push_back(next->second);
    }
    return found;
  }

  bool find(unsigned copies) {
    copies_ = copies;
    after_.clear();
    trail_.clear();
    first_stores_.clear();
    folds_.clear();
    copy0_.clear();
    tests_.clear();
    if (stores_.size() % copies != 0 || counters_.empty())
      return false;
    for (PHINode *phi : counters_)
      if (const APInt &step = step_of_counter(phi)->getValue();
          step.srem(APInt(step.getBitWidth(), copies)) != 0)
        return false;
    return match_stores() && match_carried() && gather_copy0() && find_exit() && no_other_uses() &&
           same_memory();
  }

  bool match_stores() {
    SmallPtrSet<StoreInst *, 16> has_previous;
    for (StoreInst *a : stores_) {
      for (StoreInst *b : stores_)
        if (a != b && !has_previous.contains(b) &&
            a->getValueOperand()->getType() == b->getValueOperand()->getType() &&
            one_step_apart(a->getPointerOperand(), b->getPointerOperand())) {
          set_after(a, b);
          has_previous.insert(b);
          break;
        }
    }
    for (StoreInst *a : stores_) {
      if (has_previous.contains(a))
        continue;
      const std::vector<Value *> chain = copies_of(a);
      if (chain.size() != copies_ || after_.contains(chain.back()))
        return false;
      first_stores_.push_back(a);
      for (unsigned j = 0; j + 1 < copies_; ++j)
        if (!match(cast<StoreInst>(chain[j])->getValueOperand(),
                   cast<StoreInst>(chain[j + 1])->getValueOperand()))
          return false;
    }
    return first_stores_.size() * copies_ == stores_.size();
  }

  bool match_carried() {
    for (PHINode *phi : carried_) {
      if (!varies(latch_value(phi)))
        return false;
      if (!after_.contains(phi) && !match_fold(phi) && !match_chain(phi))
        return false;
    }
    // Copy by copy to what is handed on.
    for (PHINode *phi : carried_) {
      if (is_fold(phi))
        continue;
      Value *at = phi;
      for (unsigned j = 0; j < copies_; ++j) {
        auto next = after_.find(at);
        if (next == after_.end())
          return false;
        at = next->second;
      }
      if (at != latch_value(phi))
        return false;
    }
    return true;
  }
  bool is_fold(const PHINode *phi) const {
    return any_of(folds_, [&](const Fold &f) { return f.phi == phi; });
  }

  // phi + a + b + ..., in any order: integers only.
  bool match_fold(PHINode *phi) {
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
    if (!has_phi || terms.size() % copies_ != 0 || terms.size() > 64)
      return false;
    for (const User *user : result->users())
      if (inside(user) && user != phi)
        return false;
    return match_terms(Fold{phi, result, {}}, terms);
  }
  bool match_terms(Fold fold, const std::vector<Instruction *> &terms) {
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
      if (copies_of(a).size() != copies_)
        return false;
      fold.terms.push_back(a);
    }
    if (fold.terms.size() * copies_ != terms.size())
      return false;
    folds_.push_back(std::move(fold));
    return true;
  }

  // ((phi op a) op b) op ..., in this order.
  bool match_chain(PHINode *phi) {
    std::vector<Instruction *> chain; // backwards
    for (Value *at = latch_value(phi); at != phi;) {
      auto *i = dyn_cast<Instruction>(at);
      if (!i || !varies(i) || isa<PHINode>(i) || chain.size() > body_.size())
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
    if (chain.empty() || chain.size() % copies_ != 0)
      return false;
    const size_t part = chain.size() / copies_;
    if (!set_after(phi, chain[part - 1]))
      return false;
    for (size_t i = part - 1; i + part < chain.size(); i += part)
      if (!match(chain[i], chain[i + part]))
        return false;
    return true;
  }
  bool reaches(Value *from, const PHINode *phi) const {
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
  bool gather_copy0() {
    std::vector<Value *> open(first_stores_.begin(), first_stores_.end());
    for (const Fold &fold : folds_)
      open.insert(open.end(), fold.terms.begin(), fold.terms.end());
    for (PHINode *phi : carried_)
      if (!is_fold(phi))
        open.push_back(after_.find(phi)->second);
    while (!open.empty()) {
      Value *v = open.back();
      open.pop_back();
      if (!varies(v) || isa<PHINode>(v) || !copy0_.insert(cast<Instruction>(v)).second)
        continue;
      for (Value *o : cast<Instruction>(v)->operands())
        open.push_back(o);
    }
    SmallPtrSet<Value *, 32> known;
    for (Instruction *i : copy0_)
      if (isa<LoadInst>(i)) {
        const std::vector<Value *> all = copies_of(i);
        if (all.size() != copies_)
          return false;
        known.insert(all.begin(), all.end());
      }
    return known.size() == loads_;
  }

  // How many copies are before the exit; fails if some access is on the wrong side of it.
  bool find_exit() {
    before_exit_ = copies_;
    if (!tail_)
      return true;
    before_exit_ = 0;
    for (Instruction *i : copy0_) {
      if (i->getParent() != block_)
        return false;
      if (!isa<StoreInst>(i))
        continue;
      const std::vector<Value *> all = copies_of(i);
      unsigned here = 0;
      while (here < copies_ && cast<Instruction>(all[here])->getParent() == block_)
        ++here;
      if (before_exit_ != 0 && before_exit_ != here)
        return false;
      before_exit_ = here;
    }
    if (before_exit_ == 0 || before_exit_ == copies_)
      return false;
    SmallPtrSet<const Instruction *, 32> first;
    for (Instruction *i : copy0_)
      if (isa<LoadInst, StoreInst>(i)) {
        const std::vector<Value *> all = copies_of(i);
        for (unsigned j = 0; j < before_exit_; ++j)
          first.insert(cast<Instruction>(all[j]));
      }
    return all_of(body_, [&](Instruction *i) {
      return !isa<LoadInst, StoreInst>(i) || stays_.contains(i) ||
             first.contains(i) == (i->getParent() == block_);
    });
  }

  // What the last round's value outside of the loop is, of a value carried in copies.
  Value *left_with(PHINode *phi) const {
    Value *at = phi;
    for (unsigned j = 0; j < before_exit_; ++j)
      at = after_.find(at)->second;
    return at;
  }
  // Whether nothing is used outside but what hand_on() replaces.
  bool no_other_uses() const {
    SmallPtrSet<const Value *, 8> fine;
    for (PHINode *phi : carried_)
      if (!is_fold(phi))
        fine.insert(left_with(phi));
      else if (!tail_)
        fine.insert(latch_value(phi));
    if (!tail_)
      for (PHINode *phi : counters_)
        fine.insert(latch_value(phi));
    return all_of(body_, [&](Instruction *i) {
      return fine.contains(i) || stays_.contains(i) ||
             all_of(i->users(), [&](User *user) { return inside(user); });
    });
  }

  // Whether every access sees the memory that it saw before, if what tests_ says is so.
  bool same_memory() {
    struct Touch {
      Instruction *instr, *first; // `first` is the one of copy 0
      unsigned copy, in_copy;     // new order
    };
    std::vector<Touch> touches;
    for (Instruction *i : body_)
      if (isa<LoadInst, StoreInst>(i) && copy0_.contains(i)) {
        const std::vector<Value *> all = copies_of(i);
        for (unsigned j = 0; j < copies_; ++j)
          touches.push_back({cast<Instruction>(all[j]), i, j, position_[i]});
      }
    for (const Touch &w : touches) {
      if (!isa<StoreInst>(w.instr))
        continue;
      for (const Touch &t : touches) {
        if (t.instr == w.instr)
          continue;
        const bool before = position_[w.instr] < position_[t.instr];
        const bool now = std::pair(w.copy, w.in_copy) < std::pair(t.copy, t.in_copy);
        if (before != now && !apart(w.instr, t.instr) && !test_apart(w.first, t.first))
          return false;
      }
    }
    return tests_for_what_stays() &&
           (tests_.demands().empty() ||
            se_.getUnsignedRangeMax(number_of_rounds()).uge(kFewestRounds));
  }
  bool tests_for_what_stays() {
    for (const auto &[load, first] : stays_)
      for (StoreInst *store : first_stores_)
        if (!never_alias(store, first) && !test_apart(store, first))
          return false;
    return true;
  }
  const SCEV *distance(Instruction *a, Instruction *b) {
    return se_.getMinusSCEV(se_.getSCEV(getLoadStorePointerOperand(b)),
                            se_.getSCEV(getLoadStorePointerOperand(a)));
  }
  bool apart(Instruction *a, Instruction *b) {
    const auto *known = dyn_cast<SCEVConstant>(distance(a, b));
    if (!known)
      return never_alias(a, b);
    const APInt &d = known->getAPInt();
    return d.isNegative() ? d.abs().uge(width_of(b)) : d.uge(width_of(a));
  }
  // By what kinds of memory they are.
  bool never_alias(Instruction *a, Instruction *b) {
    return aliases_.isNoAlias(MemoryLocation::get(a), MemoryLocation::get(b));
  }
  uint64_t width_of(Instruction *i) const {
    const DataLayout &layout = block_->getModule()->getDataLayout();
    return layout.getTypeStoreSize(getLoadStoreType(i)).getFixedValue();
  }

  // A test shall show that the accesses, of copy 0, are apart in all rounds. False: it cannot.
  bool test_apart(Instruction *a, Instruction *b) {
    const auto x = range_of(a), y = range_of(b);
    return x && y && tests_.demand(*x, *y);
  }
  std::optional<size_t> range_of(Instruction *access) {
    const SCEV *start = se_.getSCEV(getLoadStorePointerOperand(access));
    int64_t step = 0;
    if (!se_.isLoopInvariant(start, &loop_)) {
      const auto small = small_step(getLoadStorePointerOperand(access));
      if (!small || small->getSignificantBits() > 63)
        return std::nullopt;
      step = small->getSExtValue();
      start = cast<SCEVAddRecExpr>(start)->getStart();
      if (!expander_.isSafeToExpandAt(start, loop_.getLoopPreheader()->getTerminator()))
        return std::nullopt;
    }
    return tests_.cover(start, step, width_of(access), isa<StoreInst>(access));
  }

  // Of the loop as it will be.
  const SCEV *number_of_rounds() {
    Type *i64 = Type::getInt64Ty(block_->getContext());
    return se_.getAddExpr(
        se_.getMulExpr(se_.getZeroExtendExpr(rounds_, i64), se_.getConstant(i64, copies_)),
        se_.getConstant(i64, before_exit_));
  }

  // Tests too what LLVM would have to, if it is not much. Whether no round then touches what
  // another one stores.
  bool make_parallel() {
    const Apart::Demands needed = tests_.demands();
    auto all_apart = [&] {
      for (Instruction *a : copy0_)
        for (Instruction *b : first_stores_)
          if (a != b && isa<LoadInst, StoreInst>(a)) {
            const auto x = range_of(a), y = range_of(b);
            if (!x || !y || (*x != *y && !test_apart(a, b)))
              return false;
          }
      return all_of(tests_.ranges(), [](const Apart::Range &range) {
        return !range.stores || range.end - range.first <= std::abs(range.step);
      });
    };
    if (all_apart())
      return true;
    tests_.demand_only(needed);
    return false;
  }

  // The loop as it was is run if a test fails.
  void make_version(Value *rounds) {
    BasicBlock *before = loop_.getLoopPreheader();
    IRBuilder<> b(before->getTerminator());
    Value *all = tests_.test(b, rounds);

    BasicBlock *exit = loop_.getExitBlock();
    BasicBlock *inner = SplitBlock(before, before->getTerminator(), &dominators_, &loops_);
    ValueToValueMapTy map;
    SmallVector<BasicBlock *, 4> blocks;
    Loop *other =
        cloneLoopWithPreheader(inner, before, &loop_, map, ".alias", &loops_, &dominators_, blocks);
    remapInstructionsInBlocks(blocks, map);
    join_exits(loop_, map);
    keep_small(*other->getLoopLatch());
    Instruction *old = before->getTerminator();
    b.SetInsertPoint(old);
    b.CreateCondBr(all, inner, other->getLoopPreheader(),
                   MDBuilder(before->getContext()).createBranchWeights(64, 1));
    old->eraseFromParent();
    dominators_.changeImmediateDominator(exit, before);
  }

  // A loop that is not unrolled. LLVM tests by itself what advances by equal steps.
  bool version_of_one() {
    copies_ = before_exit_ = 1;
    after_.clear();
    tests_.clear();
    copy0_.clear();
    first_stores_ = stores_;
    if (tail_ || stores_.empty() || se_.getUnsignedRangeMax(number_of_rounds()).ult(kFewestRounds))
      return false;
    for (Instruction *i : body_)
      if (isa<LoadInst, StoreInst>(i) && !stays_.contains(i))
        copy0_.insert(i);
    for (StoreInst *store : stores_)
      if (const auto step = small_step(store->getPointerOperand());
          !step || step->abs() != width_of(store))
        return false;
    if (!tests_for_what_stays() || !make_parallel() ||
        none_of(tests_.demands(), [&](const std::pair<size_t, size_t> &test) {
          return tests_.ranges()[test.first].step != tests_.ranges()[test.second].step;
        }))
      return false;
    make_version(expander_.expandCodeFor(number_of_rounds(), Type::getInt64Ty(block_->getContext()),
                                         loop_.getLoopPreheader()->getTerminator()->getIterator()));
    hoist_what_stays();
    say_parallel();
    se_.forgetAllLoops();
    return true;
  }

  void hoist_what_stays() {
    Instruction *at = loop_.getLoopPreheader()->getTerminator();
    DenseMap<LoadInst *, LoadInst *> hoisted;
    for (Instruction *i : body_)
      if (LoadInst *first = stays_.lookup(i)) {
        LoadInst *&load = hoisted[first];
        if (!load) {
          Value *pointer =
              expander_.expandCodeFor(se_.getSCEV(first->getPointerOperand()),
                                      first->getPointerOperandType(), at->getIterator());
          load = cast<LoadInst>(first->clone());
          load->setOperand(0, pointer);
          load->dropUnknownNonDebugMetadata({LLVMContext::MD_tbaa});
          load->insertBefore(at);
        }
        load->setAlignment(std::min(load->getAlign(), cast<LoadInst>(i)->getAlign()));
        i->replaceAllUsesWith(load);
      }
    erase_if(body_, [&](Instruction *i) {
      if (!stays_.contains(i))
        return false;
      i->eraseFromParent();
      return true;
    });
  }

  // No round depends on what another one stores.
  void say_parallel() {
    LLVMContext &context = block_->getContext();
    MDNode *group = MDNode::getDistinct(context, {});
    for (Instruction &i : *block_)
      if (isa<LoadInst, StoreInst>(i))
        i.setMetadata(LLVMContext::MD_access_group, group);
    SmallVector<Metadata *, 4> facts = {nullptr};
    if (const MDNode *old = loop_.getLoopID())
      facts.append(old->op_begin() + 1, old->op_end());
    facts.push_back(
        MDNode::get(context, {MDString::get(context, "llvm.loop.parallel_accesses"), group}));
    MDNode *id = MDNode::getDistinct(context, facts);
    id->replaceOperandWith(0, id);
    loop_.setLoopID(id);
  }

  void rewrite() {
    auto *branch = cast<BranchInst>(block_->getTerminator());
    IRBuilder<> b(branch);
    Type *i64 = b.getInt64Ty();
    Value *count = expander_.expandCodeFor(
        number_of_rounds(), i64, loop_.getLoopPreheader()->getTerminator()->getIterator());
    const bool parallel = !tests_.demands().empty() && make_parallel();
    if (!tests_.demands().empty())
      make_version(count);
    hoist_what_stays();
    se_.forgetAllLoops();

    keep_common_facts();
    for (PHINode *phi : counters_) {
      Value *old = latch_value(phi);
      const APInt &step = step_of_counter(phi)->getValue();
      Value *next =
          b.CreateAdd(phi, b.getInt(step.sdiv(APInt(step.getBitWidth(), copies_))), "next");
      hand_on(phi, old, next);
    }
    for (const Fold &fold : folds_) {
      Value *sum = fold.phi;
      for (Instruction *term : fold.terms)
        sum = b.CreateBinOp(fold.result->getOpcode(), sum, term, "sum");
      hand_on(fold.phi, fold.result, sum);
    }
    for (PHINode *phi : carried_)
      if (!is_fold(phi))
        hand_on(phi, left_with(phi), after_.find(phi)->second);

    PHINode *round = PHINode::Create(i64, 2, "round", block_->begin());
    Value *next = b.CreateAdd(round, b.getInt64(1), "round.next", /*NUW=*/true, /*NSW=*/true);
    round->addIncoming(b.getInt64(0), loop_.getLoopPreheader());
    round->addIncoming(next, loop_.getLoopLatch());
    const bool stays = loop_.contains(branch->getSuccessor(0));
    branch->setCondition(b.CreateICmp(stays ? ICmpInst::ICMP_NE : ICmpInst::ICMP_EQ, next, count));

    if (tail_)
      drop_tail(branch);
    for (StoreInst *store : stores_)
      if (!copy0_.contains(store))
        store->eraseFromParent();
    for (Instruction &i : make_early_inc_range(reverse(*block_)))
      if (isInstructionTriviallyDead(&i))
        i.eraseFromParent();
    if (parallel)
      say_parallel();
  }
  void drop_tail(BranchInst *branch) {
    branch->replaceSuccessorWith(tail_, block_);
    block_->replacePhiUsesWith(tail_, block_);
    erase_if(stores_, [&](StoreInst *store) { return store->getParent() == tail_; });
    for (Instruction &i : *tail_)
      i.dropAllReferences();
    loops_.removeBlock(tail_);
    dominators_.eraseNode(tail_);
    tail_->eraseFromParent();
    tail_ = nullptr;
  }
  // `next` goes to the next round and, after the last, outside.
  void hand_on(PHINode *phi, Value *old, Value *next) {
    phi->setIncomingValueForBlock(loop_.getLoopLatch(), next);
    old->replaceUsesWithIf(next, [&](Use &use) { return !inside(use.getUser()); });
  }

  // What was known of the values of copy 0 must hold for those of every copy.
  void keep_common_facts() {
    for (Instruction *each : body_) {
      Instruction &i = *each;
      if (i.getOpcode() == Instruction::Or && linear(&i)) {
        // Bits that were zero with larger steps may be set now.
        IRBuilder<> b(&i);
        Value *sum = b.CreateAdd(i.getOperand(0), i.getOperand(1));
        for (auto &[value, next] : after_)
          if (next == &i)
            next = sum;
        i.replaceAllUsesWith(sum);
        copy0_.erase(&i);
        i.eraseFromParent();
        continue;
      }
      if (!isa<GetElementPtrInst>(i))
        if (const bool mine = copy0_.contains(&i); mine && !linear(&i))
          for (Value *copy : copies_of(&i))
            i.andIRFlags(copy);
        else
          i.dropPoisonGeneratingFlags();
      else
        cast<GetElementPtrInst>(i).setNoWrapFlags(GEPNoWrapFlags::none());
      if (auto *load = dyn_cast<LoadInst>(&i); load && copy0_.contains(load)) {
        load->dropUnknownNonDebugMetadata({LLVMContext::MD_tbaa});
        for (Value *copy : copies_of(load))
          load->setAlignment(std::min(load->getAlign(), cast<LoadInst>(copy)->getAlign()));
      } else if (auto *store = dyn_cast<StoreInst>(&i); store && copy0_.contains(store)) {
        store->dropUnknownNonDebugMetadata({LLVMContext::MD_tbaa});
        for (Value *copy : copies_of(store))
          store->setAlignment(std::min(store->getAlign(), cast<StoreInst>(copy)->getAlign()));
      } else if (copy0_.contains(&i)) {
        i.dropUnknownNonDebugMetadata({});
      }
    }
  }
};

} // namespace

PreservedAnalyses RerollPass::run(Function &f, FunctionAnalysisManager &am) {
  LoopInfo &li = am.getResult<LoopAnalysis>(f);
  if (li.empty())
    return PreservedAnalyses::all();
  ScalarEvolution &se = am.getResult<ScalarEvolutionAnalysis>(f);
  AAResults &aliases = am.getResult<AAManager>(f);
  DominatorTree &dominators = am.getResult<DominatorTreeAnalysis>(f);
  bool changed = false;
  for (Loop *loop : li.getLoopsInPreorder())
    if (loop->isInnermost() && loop->isLoopSimplifyForm())
      changed |= Reroller(*loop, se, aliases, li, dominators).run();
  return changed ? PreservedAnalyses::none() : PreservedAnalyses::all();
}

} // namespace wexn::optimize
