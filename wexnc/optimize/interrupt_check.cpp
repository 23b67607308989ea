// See interrupt_check.h.
#include "wexnc/optimize/interrupt_check.h"

#include "wexnc/ir/func_marks.h"
#include "wexnc/optimize/long_ways.h"
#include "wexnc/optimize/round_values.h"
#include "wexnc/optimize/stack_check.h"

#include <wexn/abi/stack.h>
#include <wexn/abi/store.h>
#include <wexn/abi/vmctx.h>

#include "llvm/Analysis/CycleAnalysis.h"
#include "llvm/Analysis/LoopInfo.h"
#include "llvm/Analysis/ScalarEvolution.h"
#include "llvm/Analysis/ScalarEvolutionExpressions.h"
#include "llvm/IR/DebugInfoMetadata.h"
#include "llvm/IR/Dominators.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/IntrinsicInst.h"
#include "llvm/IR/MDBuilder.h"
#include "llvm/IR/PatternMatch.h"
#include "llvm/Passes/PassBuilder.h"
#include "llvm/Transforms/Utils/BasicBlockUtils.h"
#include "llvm/Transforms/Utils/LoopUtils.h"

#include <optional>

namespace wexn::optimize {

using namespace llvm;

namespace {

// Instructions that may run between two looks.
constexpr uint64_t kStrip = 1 << 17;
// Strips of fewer iterations would cost too much.
constexpr uint64_t kFewest = 64;

// A loop with one block that goes back, which compares a counter with a value that stays.
struct Counted {
  Loop *loop;
  PHINode *counter;
  BinaryOperator *next;        // counter + step
  bool compares_next;          // or the counter itself
  ICmpInst::Predicate goes_on; // compared value, end
  Value *end;
  int64_t step;
  uint64_t iterations; // of a strip
};

class Checker {
public:
  Checker(Function &function, FunctionAnalysisManager &fam)
      : f_(function), ctx_(function.getContext()),
        dominators_(fam.getResult<DominatorTreeAnalysis>(function)),
        loops_(fam.getResult<LoopAnalysis>(function)),
        scev_(fam.getResult<ScalarEvolutionAnalysis>(function)),
        cycles_(fam.getResult<CycleAnalysis>(function)) {}

  // What is known of how often a loop goes round may be wrong of a number of the round before
  // (round_values.h). Of functions of very many loops nothing is asked.
  void run(bool calls) {
    if (has_loop_row(f_))
      return add(calls);
    HiddenRounds hidden(f_, scev_, loops_);
    add(calls);
    hidden.show(&scev_);
  }

private:
  void add(bool calls) {
    for (Loop *loop : loops_.getLoopsInPreorder())
      if (loop->isOutermost() && !has_loop_row(f_))
        plan(*loop);
    for (const auto *cycle : cycles_.toplevel_cycles())
      plan_cycle(*cycle);
    BasicBlock *place = calls ? place_of_check(f_, goes_deeper) : nullptr;
    if (strips_.empty() && heads_.empty() && !place)
      return;
    allocas_first(f_);
    IRBuilder<> b(&*f_.getEntryBlock().getFirstNonPHIOrDbgOrAlloca());
    b.SetCurrentDebugLocation(no_line());
    LoadInst *store =
        b.CreateLoad(b.getPtrTy(), at(b, f_.getArg(0), offsetof(wexn_instance, store)));
    store->setMetadata(LLVMContext::MD_invariant_load, MDNode::get(ctx_, {}));
    store_ = store;
    for (const Counted &counted : strips_)
      strip(counted);
    for (BasicBlock *head : heads_)
      look_at(&*head->getFirstInsertionPt());
    if (place)
      look_at(place == &f_.getEntryBlock() ? store->getNextNode() : &*place->getFirstInsertionPt());
  }

  Function &f_;
  LLVMContext &ctx_;
  DominatorTree &dominators_;
  LoopInfo &loops_;
  ScalarEvolution &scev_;
  CycleInfo &cycles_;
  Value *store_ = nullptr;
  std::vector<Counted> strips_;
  SmallPtrSet<BasicBlock *, 8> covered_; // heads of loops that need no look of their own
  std::vector<BasicBlock *> heads_;      // where to look in every iteration

  DebugLoc no_line() const {
    return f_.getSubprogram() ? DebugLoc(DILocation::get(ctx_, 0, 0, f_.getSubprogram()))
                              : DebugLoc();
  }
  static Value *at(IRBuilder<> &b, Value *base, uint64_t offset) {
    return b.CreateConstInBoundsGEP1_64(b.getInt8Ty(), base, offset);
  }

  // ---- Which loops look how ----

  // Plans the loop and those in it. Returns how many instructions it takes at most; 0: more than a
  // strip, or not known.
  uint64_t plan(Loop &loop) {
    uint64_t body = 0;
    bool inner_end = true, calls = false;
    for (Loop *inner : loop) {
      const uint64_t work = plan(*inner);
      inner_end &= work != 0;
      body += work;
    }
    for (BasicBlock *block : loop.blocks()) {
      if (loops_.getLoopFor(block) != &loop)
        continue;
      body += block->size();
      calls |= any_of(*block, goes_deeper);
    }
    const bool leaf = inner_end && !calls;
    const uint64_t most = scev_.getSmallConstantMaxTripCount(&loop);
    if (leaf && most != 0 && most <= kStrip / body) {
      covered_.insert(loop.getHeader());
      return most * body;
    }
    if (leaf && kStrip / body >= kFewest) {
      if (std::optional<Counted> counted = counts(loop)) {
        counted->iterations = kStrip / body;
        covered_.insert(loop.getHeader());
        strips_.push_back(*counted);
      }
    }
    return 0;
  }

  void plan_cycle(const Cycle &cycle) {
    BasicBlock *head = cycle.getHeader();
    if (!covered_.contains(head))
      heads_.push_back(head);
    for (const auto *inner : cycle.children())
      plan_cycle(*inner);
  }

  std::optional<Counted> counts(Loop &loop) {
    BasicBlock *latch = loop.getLoopLatch(), *head = loop.getHeader();
    if (!latch)
      return std::nullopt;
    auto *branch = dyn_cast<BranchInst>(latch->getTerminator());
    if (!branch || !branch->isConditional() || branch->getSuccessor(0) == branch->getSuccessor(1))
      return std::nullopt;
    auto *compare = dyn_cast<ICmpInst>(branch->getCondition());
    if (!compare)
      return std::nullopt;
    Value *value = compare->getOperand(0), *end = compare->getOperand(1);
    ICmpInst::Predicate goes_on = compare->getPredicate();
    if (!loop.isLoopInvariant(end)) {
      std::swap(value, end);
      goes_on = ICmpInst::getSwappedPredicate(goes_on);
    }
    if (!loop.isLoopInvariant(end) || !value->getType()->isIntegerTy() ||
        value->getType()->getIntegerBitWidth() < 32 || value->getType()->getIntegerBitWidth() > 64)
      return std::nullopt;
    if (branch->getSuccessor(0) != head)
      goes_on = ICmpInst::getInversePredicate(goes_on);
    for (PHINode &phi : head->phis()) {
      auto *next = dyn_cast<BinaryOperator>(phi.getIncomingValueForBlock(latch));
      ConstantInt *step = nullptr;
      if ((value != &phi && value != next) || !next ||
          !PatternMatch::match(next, PatternMatch::m_c_Add(PatternMatch::m_Specific(&phi),
                                                           PatternMatch::m_ConstantInt(step))))
        continue;
      Counted counted{&loop, &phi, next, value == next, goes_on, end, step->getSExtValue(), 0};
      if (ends_after_steps(counted, value) &&
          (loop.getLoopPreheader() ||
           InsertPreheaderForLoop(&loop, &dominators_, &loops_, nullptr, /*PreserveLCSSA=*/false)))
        return counted;
    }
    return std::nullopt;
  }

  // Whether the counter meets the end, or passes it, without going around the numbers first: then a
  // strip that ends with the loop is short.
  bool ends_after_steps(const Counted &c, Value *value) {
    const uint64_t step =
        c.step < 0 ? -static_cast<uint64_t>(c.step) : static_cast<uint64_t>(c.step);
    if (step == 0 || step > 1024)
      return false;
    const auto *series = dyn_cast<SCEVAddRecExpr>(scev_.getSCEV(value));
    if (!series || series->getLoop() != c.loop)
      return false;
    switch (c.goes_on) {
    case ICmpInst::ICMP_NE:
      return isPowerOf2_64(step) && scev_.getMinTrailingZeros(scev_.getMinusSCEV(
                                        scev_.getSCEV(c.end), series->getStart())) >= Log2_64(step);
    case ICmpInst::ICMP_ULT:
      return c.step > 0 && series->hasNoUnsignedWrap();
    case ICmpInst::ICMP_SLT:
      return c.step > 0 && series->hasNoSignedWrap();
    case ICmpInst::ICMP_SGT:
      return c.step < 0 && series->hasNoSignedWrap();
    default:
      return false;
    }
  }

  // ---- How ----

  Value *interrupted(IRBuilder<> &b) {
    // Volatile: another thread writes it.
    Value *limit =
        b.CreateLoad(b.getInt64Ty(), at(b, store_, offsetof(wexn_store_head, stack_limit)),
                     /*isVolatile=*/true);
    return b.CreateICmpSLT(limit, b.getInt64(0)); // WEXN_INTERRUPTED
  }

  void look_at(Instruction *before) {
    IRBuilder<> b(before);
    b.SetCurrentDebugLocation(no_line());
    stop_if(b, interrupted(b), store_);
  }

  // The iteration that begins at the head of the strip compares with the end of the strip instead.
  void strip(const Counted &c) {
    BasicBlock *before = c.loop->getLoopPreheader(), *head = c.loop->getHeader(),
               *latch = c.loop->getLoopLatch();
    auto *branch = cast<BranchInst>(latch->getTerminator());
    BasicBlock *out = branch->getSuccessor(branch->getSuccessor(0) == head ? 1 : 0);
    BasicBlock *begin = BasicBlock::Create(ctx_, "strip", &f_, head);
    BasicBlock *more = BasicBlock::Create(ctx_, "strip.end", &f_);
    BasicBlock *next = BasicBlock::Create(ctx_, "strip.next", &f_);

    IRBuilder<> b(begin);
    b.SetCurrentDebugLocation(no_line());
    before->getTerminator()->replaceSuccessorWith(head, begin);
    Value *counter = nullptr;
    for (PHINode &phi : head->phis()) {
      PHINode *start = b.CreatePHI(phi.getType(), 2);
      start->addIncoming(phi.getIncomingValueForBlock(before), before);
      start->addIncoming(phi.getIncomingValueForBlock(latch), next);
      phi.setIncomingValueForBlock(before, start);
      phi.replaceIncomingBlockWith(before, begin);
      if (&phi == c.counter)
        counter = start;
    }
    // What is compared after the nth iteration from here is from + n * step.
    Type *type = counter->getType();
    Value *from =
        c.compares_next ? counter : b.CreateSub(counter, ConstantInt::getSigned(type, c.step));
    const uint64_t step =
        c.step < 0 ? -static_cast<uint64_t>(c.step) : static_cast<uint64_t>(c.step);
    Value *length = ConstantInt::get(type, step * c.iterations);
    Value *distance = c.step > 0 ? b.CreateSub(c.end, from) : b.CreateSub(from, c.end);
    // A distance of 0 is the whole way around, for a loop that goes on while it is not there.
    Value *far =
        c.goes_on == ICmpInst::ICMP_NE
            ? b.CreateICmpUGE(b.CreateSub(distance, ConstantInt::get(type, step)), length)
            : b.CreateAnd(b.CreateICmp(c.goes_on, from, c.end), b.CreateICmpUGT(distance, length));
    Value *there = b.CreateAdd(
        from, ConstantInt::getSigned(type, c.step * static_cast<int64_t>(c.iterations)));
    Value *end = b.CreateSelect(far, there, c.end);
    b.CreateBr(head);

    Value *value = c.compares_next ? static_cast<Value *>(c.next) : c.counter;
    b.SetInsertPoint(branch);
    Instruction *again = b.CreateCondBr(b.CreateICmp(c.goes_on, value, end), head, more);
    again->copyMetadata(*branch);
    again->setMetadata(LLVMContext::MD_prof, nullptr);
    branch->eraseFromParent();
    out->replacePhiUsesWith(latch, more);
    b.SetInsertPoint(more);
    b.CreateCondBr(b.CreateICmp(c.goes_on, value, c.end), next, out);
    b.SetInsertPoint(next);
    Instruction *back = b.CreateBr(begin);
    look_at(back);
  }
};

} // namespace

void add_interrupt_checks(Module &module, TargetMachine &machine, bool calls) {
  PassBuilder builder(&machine);
  LoopAnalysisManager lam;
  FunctionAnalysisManager fam;
  CGSCCAnalysisManager cgam;
  ModuleAnalysisManager mam;
  builder.registerModuleAnalyses(mam);
  builder.registerCGSCCAnalyses(cgam);
  builder.registerFunctionAnalyses(fam);
  builder.registerLoopAnalyses(lam);
  builder.crossRegisterProxies(lam, fam, cgam, mam);
  for (Function &f : module) {
    if (f.isDeclaration() || !f.hasFnAttribute(ir::kFuncIndexAttribute))
      continue;
    Checker(f, fam).run(calls);
    fam.clear(f, f.getName());
  }
}

} // namespace wexn::optimize
