// See reroll.h. What the copies in an unrolled loop are, unrolled_loop.h finds. Copy 0, done at
// counters advanced by j steps, gives what copy j gave, provided that loads see the same memory:
// for every store and every other access whose order becomes another one, the addresses must be
// apart.
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
#include "wexnc/optimize/unrolled_loop.h"

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
constexpr unsigned kFewestRounds = 8; // of copy 0: fewer are not worth tests

class Reroller {
public:
  Reroller(Loop &loop, ScalarEvolution &se, AAResults &aliases, LoopInfo &loops,
           DominatorTree &dominators)
      : se_(se), aliases_(aliases), loops_(loops), dominators_(dominators),
        expander_(se, loop.getHeader()->getModule()->getDataLayout(), "reroll"),
        u_(loop, se, expander_), tests_(se, expander_) {}

  bool run() {
    if (!u_.suitable())
      return false;
    for (unsigned copies = kMostCopies; copies >= 2; --copies) {
      tests_.clear();
      if (u_.find(copies) && same_memory()) {
        rewrite();
        return true;
      }
    }
    return version_of_one();
  }

private:
  ScalarEvolution &se_;
  AAResults &aliases_;
  LoopInfo &loops_;
  DominatorTree &dominators_;
  SCEVExpander expander_;
  UnrolledLoop u_;
  Apart tests_;

  // Whether every access sees the memory that it saw before, if what tests_ says is so.
  bool same_memory() {
    struct Touch {
      Instruction *instr, *first; // `first` is the one of copy 0
      unsigned copy, in_copy;     // new order
    };
    std::vector<Touch> touches;
    for (Instruction *i : u_.body)
      if (isa<LoadInst, StoreInst>(i) && u_.copy0.contains(i)) {
        const std::vector<Value *> all = u_.copies_of(i);
        for (unsigned j = 0; j < u_.copies; ++j)
          touches.push_back({cast<Instruction>(all[j]), i, j, u_.position[i]});
      }
    for (const Touch &w : touches) {
      if (!isa<StoreInst>(w.instr))
        continue;
      for (const Touch &t : touches) {
        if (t.instr == w.instr)
          continue;
        const bool before = u_.position[w.instr] < u_.position[t.instr];
        const bool now = std::pair(w.copy, w.in_copy) < std::pair(t.copy, t.in_copy);
        if (before != now && !apart(w.instr, t.instr) && !test_apart(w.first, t.first))
          return false;
      }
    }
    return tests_for_what_stays() &&
           (tests_.demands().empty() ||
            se_.getUnsignedRangeMax(u_.number_of_rounds()).uge(kFewestRounds));
  }
  bool tests_for_what_stays() {
    for (const auto &[load, first] : u_.stays)
      for (StoreInst *store : u_.first_stores)
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
    const DataLayout &layout = u_.block->getModule()->getDataLayout();
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
    if (!se_.isLoopInvariant(start, &u_.loop)) {
      const auto small = u_.small_step(getLoadStorePointerOperand(access));
      if (!small || small->getSignificantBits() > 63)
        return std::nullopt;
      step = small->getSExtValue();
      start = cast<SCEVAddRecExpr>(start)->getStart();
      if (!expander_.isSafeToExpandAt(start, u_.loop.getLoopPreheader()->getTerminator()))
        return std::nullopt;
    }
    return tests_.cover(start, step, width_of(access), isa<StoreInst>(access));
  }

  // Tests too what LLVM would have to, if it is not much. Whether no round then touches what
  // another one stores.
  bool make_parallel() {
    const Apart::Demands needed = tests_.demands();
    auto all_apart = [&] {
      for (Instruction *a : u_.copy0)
        for (Instruction *b : u_.first_stores)
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
    BasicBlock *before = u_.loop.getLoopPreheader();
    IRBuilder<> b(before->getTerminator());
    Value *all = tests_.test(b, rounds);

    BasicBlock *exit = u_.loop.getExitBlock();
    BasicBlock *inner = SplitBlock(before, before->getTerminator(), &dominators_, &loops_);
    ValueToValueMapTy map;
    SmallVector<BasicBlock *, 4> blocks;
    Loop *other = cloneLoopWithPreheader(inner, before, &u_.loop, map, ".alias", &loops_,
                                         &dominators_, blocks);
    remapInstructionsInBlocks(blocks, map);
    join_exits(u_.loop, map);
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
    u_.take_as_one();
    tests_.clear();
    if (u_.tail || u_.stores.empty() ||
        se_.getUnsignedRangeMax(u_.number_of_rounds()).ult(kFewestRounds))
      return false;
    for (StoreInst *store : u_.stores)
      if (const auto step = u_.small_step(store->getPointerOperand());
          !step || step->abs() != width_of(store))
        return false;
    if (!tests_for_what_stays() || !make_parallel() ||
        none_of(tests_.demands(), [&](const std::pair<size_t, size_t> &test) {
          return tests_.ranges()[test.first].step != tests_.ranges()[test.second].step;
        }))
      return false;
    make_version(
        expander_.expandCodeFor(u_.number_of_rounds(), Type::getInt64Ty(u_.block->getContext()),
                                u_.loop.getLoopPreheader()->getTerminator()->getIterator()));
    hoist_what_stays();
    say_parallel();
    se_.forgetAllLoops();
    return true;
  }

  void hoist_what_stays() {
    Instruction *at = u_.loop.getLoopPreheader()->getTerminator();
    DenseMap<LoadInst *, LoadInst *> hoisted;
    for (Instruction *i : u_.body)
      if (LoadInst *first = u_.stays.lookup(i)) {
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
    erase_if(u_.body, [&](Instruction *i) {
      if (!u_.stays.contains(i))
        return false;
      i->eraseFromParent();
      return true;
    });
  }

  // No round depends on what another one stores.
  void say_parallel() {
    LLVMContext &context = u_.block->getContext();
    MDNode *group = MDNode::getDistinct(context, {});
    for (Instruction &i : *u_.block)
      if (isa<LoadInst, StoreInst>(i))
        i.setMetadata(LLVMContext::MD_access_group, group);
    SmallVector<Metadata *, 4> facts = {nullptr};
    if (const MDNode *old = u_.loop.getLoopID())
      facts.append(old->op_begin() + 1, old->op_end());
    facts.push_back(
        MDNode::get(context, {MDString::get(context, "llvm.loop.parallel_accesses"), group}));
    MDNode *id = MDNode::getDistinct(context, facts);
    id->replaceOperandWith(0, id);
    u_.loop.setLoopID(id);
  }

  void rewrite() {
    auto *branch = cast<BranchInst>(u_.block->getTerminator());
    IRBuilder<> b(branch);
    Type *i64 = b.getInt64Ty();
    if (!u_.tail)
      for (PHINode *phi : u_.counters)
        hand_out_next(phi);
    Value *count = expander_.expandCodeFor(
        u_.number_of_rounds(), i64, u_.loop.getLoopPreheader()->getTerminator()->getIterator());
    const bool parallel = !tests_.demands().empty() && make_parallel();
    if (!tests_.demands().empty())
      make_version(count);
    hoist_what_stays();
    se_.forgetAllLoops();

    keep_common_facts();
    for (PHINode *phi : u_.counters) {
      Value *old = u_.latch_value(phi);
      const APInt &step = u_.step_of_counter(phi)->getValue();
      Value *next =
          b.CreateAdd(phi, b.getInt(step.sdiv(APInt(step.getBitWidth(), u_.copies))), "next");
      hand_on(phi, old, next);
    }
    for (const UnrolledLoop::Fold &fold : u_.folds) {
      Value *sum = fold.phi;
      for (Instruction *term : fold.terms)
        sum = b.CreateBinOp(fold.result->getOpcode(), sum, term, "sum");
      hand_on(fold.phi, fold.result, sum);
    }
    for (PHINode *phi : u_.carried)
      if (!u_.is_fold(phi))
        hand_on(phi, u_.left_with(phi), u_.after.find(phi)->second);

    PHINode *round = PHINode::Create(i64, 2, "round", u_.block->begin());
    Value *next = b.CreateAdd(round, b.getInt64(1), "round.next", /*NUW=*/true, /*NSW=*/true);
    round->addIncoming(b.getInt64(0), u_.loop.getLoopPreheader());
    round->addIncoming(next, u_.loop.getLoopLatch());
    const bool stays = u_.loop.contains(branch->getSuccessor(0));
    branch->setCondition(b.CreateICmp(stays ? ICmpInst::ICMP_NE : ICmpInst::ICMP_EQ, next, count));

    if (u_.tail)
      drop_tail(branch);
    for (StoreInst *store : u_.stores)
      if (!u_.copy0.contains(store))
        store->eraseFromParent();
    for (Instruction &i : make_early_inc_range(reverse(*u_.block)))
      if (isInstructionTriviallyDead(&i))
        i.eraseFromParent();
    if (parallel)
      say_parallel();
  }
  // What is used outside of what the counter was in the last round, `sum - counter - step` as
  // InstCombine has it, is computed of what it would be in the next one, in every version.
  void hand_out_next(PHINode *phi) {
    SmallVector<PHINode *, 2> handed_out;
    for (User *user : phi->users())
      if (!u_.inside(user))
        handed_out.push_back(cast<PHINode>(user));
    auto *next = cast<Instruction>(u_.latch_value(phi));
    for (PHINode *out : handed_out) {
      se_.forgetValue(out);
      next->dropPoisonGeneratingFlags(); // of the last round nobody has asked before
      out->setIncomingValue(0, next);
      IRBuilder<> b(out->getParent(), out->getParent()->getFirstInsertionPt());
      Value *before = b.CreateSub(out, u_.step_of_counter(phi), "last");
      out->replaceUsesWithIf(before, [&](Use &use) { return use.getUser() != before; });
    }
  }
  void drop_tail(BranchInst *branch) {
    branch->replaceSuccessorWith(u_.tail, u_.block);
    u_.block->replacePhiUsesWith(u_.tail, u_.block);
    erase_if(u_.stores, [&](StoreInst *store) { return store->getParent() == u_.tail; });
    for (Instruction &i : *u_.tail)
      i.dropAllReferences();
    loops_.removeBlock(u_.tail);
    dominators_.eraseNode(u_.tail);
    u_.tail->eraseFromParent();
    u_.tail = nullptr;
  }
  // `next` goes to the next round and, after the last, outside.
  void hand_on(PHINode *phi, Value *old, Value *next) {
    phi->setIncomingValueForBlock(u_.loop.getLoopLatch(), next);
    old->replaceUsesWithIf(next, [&](Use &use) { return !u_.inside(use.getUser()); });
  }

  // What was known of the values of copy 0 must hold for those of every copy.
  void keep_common_facts() {
    for (Instruction *each : u_.body) {
      Instruction &i = *each;
      if (i.getOpcode() == Instruction::Or && u_.linear(&i)) {
        // Bits that were zero with larger steps may be set now.
        IRBuilder<> b(&i);
        Value *sum = b.CreateAdd(i.getOperand(0), i.getOperand(1));
        for (auto &[value, next] : u_.after)
          if (next == &i)
            next = sum;
        i.replaceAllUsesWith(sum);
        u_.copy0.erase(&i);
        i.eraseFromParent();
        continue;
      }
      if (!isa<GetElementPtrInst>(i))
        if (const bool mine = u_.copy0.contains(&i); mine && !u_.linear(&i))
          for (Value *copy : u_.copies_of(&i))
            i.andIRFlags(copy);
        else
          i.dropPoisonGeneratingFlags();
      else
        cast<GetElementPtrInst>(i).setNoWrapFlags(GEPNoWrapFlags::none());
      if (auto *load = dyn_cast<LoadInst>(&i); load && u_.copy0.contains(load)) {
        load->dropUnknownNonDebugMetadata({LLVMContext::MD_tbaa});
        for (Value *copy : u_.copies_of(load))
          load->setAlignment(std::min(load->getAlign(), cast<LoadInst>(copy)->getAlign()));
      } else if (auto *store = dyn_cast<StoreInst>(&i); store && u_.copy0.contains(store)) {
        store->dropUnknownNonDebugMetadata({LLVMContext::MD_tbaa});
        for (Value *copy : u_.copies_of(store))
          store->setAlignment(std::min(store->getAlign(), cast<StoreInst>(copy)->getAlign()));
      } else if (u_.copy0.contains(&i)) {
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
