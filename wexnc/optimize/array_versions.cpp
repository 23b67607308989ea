// See array_versions.h. The checks are branches out of the loop to where it traps: for a reference
// that is null, or an index that is not below a length. What the loop has besides them is one exit,
// at its end.
//
// What it relies on:
// - A length never changes, and can be read wherever its reference is known to be an array's. So
//   lengths are read before the loop once the references have been tested there for null; only
//   those that each round reads, in a loop that has no checks but for null and of an index that
//   steps. What a reference's type says it need not be tested for; a cast in the loop, before which
//   a reference may be an i31, is a check of another kind, and such a loop stays as it was.
// - Scalar evolution's count for an exit is exact: the number of rounds after which it is taken if
//   no other is before. The loop's end is the last exit in a round. So a check that is passed in
//   each round fails never if its count is above that of the end.
// - A check that is not passed in each round has no count, and its loop stays as it was.
#include "wexnc/optimize/array_versions.h"

#include "wexnc/optimize/loop_copies.h"

#include "llvm/ADT/SmallPtrSet.h"
#include "llvm/Analysis/LoopInfo.h"
#include "llvm/Analysis/ScalarEvolution.h"
#include "llvm/Analysis/ScalarEvolutionExpressions.h"
#include "llvm/IR/Dominators.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/MDBuilder.h"
#include "llvm/IR/PatternMatch.h"
#include "llvm/Transforms/Utils/BasicBlockUtils.h"
#include "llvm/Transforms/Utils/Cloning.h"
#include "llvm/Transforms/Utils/Local.h"
#include "llvm/Transforms/Utils/LoopUtils.h"
#include "llvm/Transforms/Utils/ScalarEvolutionExpander.h"

namespace wexn::optimize {

using namespace llvm;
using namespace llvm::PatternMatch;

namespace {

constexpr size_t kLargestLoop = 200; // instructions
constexpr size_t kMostLoops = 32;    // of a function that get versions

struct Check {
  BranchInst *branch;
  bool traps_if; // the condition
};

class Version {
public:
  Version(Function &f, Loop &loop, DominatorTree &dt, LoopInfo &li, ScalarEvolution &se)
      : f_(f), loop_(loop), dt_(dt), li_(li), se_(se) {}

  // Whether anything was changed.
  bool run() {
    if (!find_checks() || !find_heads() || !worth_it())
      return false;
    before_ = loop_.getLoopPreheader();
    inner_ = SplitBlock(before_, before_->getTerminator(), &dt_, &li_);
    copy();
    // From here on the loop runs only if no reference is null.
    for (const Check &null : nulls_)
      null.branch->setCondition(ConstantInt::getBool(f_.getContext(), !null.traps_if));
    for (Instruction *head : heads_)
      head->moveBefore(inner_->getTerminator());
    se_.forgetLoop(&loop_);
    test_ranges();
    return true;
  }

  // All exits but one lead there.
  static bool traps(const BasicBlock *block) {
    const auto *end = dyn_cast<UnreachableInst>(block->getTerminator());
    const auto *call =
        end ? dyn_cast_or_null<CallInst>(end->getPrevNonDebugInstruction()) : nullptr;
    return call && call->doesNotReturn();
  }

private:
  Function &f_;
  Loop &loop_;
  DominatorTree &dt_;
  LoopInfo &li_;
  ScalarEvolution &se_;
  SmallVector<Check, 8> nulls_, ranges_;
  SmallVector<Instruction *, 16>
      heads_; // lengths that are read in the loop, and their addresses, in order
  SmallPtrSet<const Value *, 16> outside_;
  BasicBlock *before_ = nullptr, *inner_ = nullptr, *exact_ = nullptr;

  bool is_outside(const Value *v) const { return loop_.isLoopInvariant(v) || outside_.contains(v); }

  // All exits but the end must be checks.
  bool find_checks() {
    BasicBlock *latch = loop_.getLoopLatch();
    SmallVector<BasicBlock *, 8> exiting;
    loop_.getExitingBlocks(exiting);
    if (!latch || !loop_.isLoopExiting(latch))
      return false;
    for (BasicBlock *block : exiting) {
      if (block == latch)
        continue;
      auto *branch = dyn_cast<BranchInst>(block->getTerminator());
      if (!branch || !branch->isConditional() || !dt_.dominates(block, latch))
        return false;
      const bool if_true = !loop_.contains(branch->getSuccessor(0));
      if (!traps(branch->getSuccessor(if_true ? 0 : 1)))
        return false;
      const Check check{branch, if_true};
      CmpInst::Predicate predicate;
      Value *tested;
      const bool null =
          match(branch->getCondition(), m_ICmp(predicate, m_Value(tested), m_Zero())) &&
          loop_.isLoopInvariant(tested) &&
          predicate == (if_true ? ICmpInst::ICMP_EQ : ICmpInst::ICMP_NE);
      (null ? nulls_ : ranges_).push_back(check);
    }
    return !ranges_.empty() || !nulls_.empty();
  }

  // What of the lengths is in the loop. False: the loop is too large.
  bool find_heads() {
    size_t size = 0;
    for (BasicBlock *block :
         loop_.blocks()) // in which what a block needs is before it, as far as it dominates
      for (Instruction &i : *block) {
        if (++size > kLargestLoop)
          return false;
        if (!dt_.dominates(block, loop_.getLoopLatch()))
          continue;
        const bool length = isa<LoadInst>(i) && i.hasMetadata(LLVMContext::MD_invariant_load);
        const bool address = isa<GetElementPtrInst, ZExtInst>(i);
        if ((length || address) &&
            all_of(i.operands(), [&](const Use &use) { return is_outside(use.get()); })) {
          outside_.insert(&i);
          heads_.push_back(&i);
        }
      }
    return true;
  }

  // An index that goes up or down against what stays, in all checks of ranges; and the loop ends by
  // itself.
  bool worth_it() const {
    if (isa<SCEVCouldNotCompute>(se_.getExitCount(&loop_, loop_.getLoopLatch())))
      return false;
    return all_of(ranges_, [&](const Check &check) {
      const auto *compare = dyn_cast<ICmpInst>(check.branch->getCondition());
      if (!compare || !compare->getOperand(0)->getType()->isIntegerTy())
        return false;
      auto steps = [&](Value *v) {
        const auto *rec = dyn_cast<SCEVAddRecExpr>(se_.getSCEV(v));
        return rec && rec->getLoop() == &loop_ && rec->isAffine();
      };
      Value *x = compare->getOperand(0), *y = compare->getOperand(1);
      return (steps(x) && is_outside(y)) || (is_outside(x) && steps(y));
    });
  }

  // The loop as it was, entered if a reference is null.
  void copy() {
    ValueToValueMapTy map;
    SmallVector<BasicBlock *, 8> blocks;
    Loop *exact =
        cloneLoopWithPreheader(inner_, before_, &loop_, map, ".exact", &li_, &dt_, blocks);
    remapInstructionsInBlocks(blocks, map);
    exact_ = exact->getLoopPreheader();
    join_exits(loop_, map);
    keep_small(*exact->getLoopLatch());
    IRBuilder<> b(before_->getTerminator());
    Value *none_null = b.getTrue();
    for (const Check &null : nulls_) {
      Value *condition = null.branch->getCondition();
      Value *tested = cast<ICmpInst>(condition)->getOperand(0);
      none_null = b.CreateAnd(none_null, b.CreateIsNotNull(tested));
    }
    branch(b, none_null, inner_);
  }
  void branch(IRBuilder<> &b, Value *proved, BasicBlock *on) {
    Instruction *old = b.GetInsertBlock()->getTerminator();
    b.CreateCondBr(proved, on, exact_, MDBuilder(f_.getContext()).createBranchWeights(1u << 20, 1));
    old->eraseFromParent();
  }

  // The loop runs without checks if none can fail; if that cannot be told it keeps them.
  void test_ranges() {
    const SCEV *end = se_.getExitCount(&loop_, loop_.getLoopLatch());
    SCEVExpander expander(se_, f_.getDataLayout(), "range");
    Instruction *at = inner_->getTerminator();
    SmallVector<std::pair<const SCEV *, const SCEV *>, 8> pairs;
    for (const Check &check : ranges_) {
      const SCEV *count = se_.getExitCount(&loop_, check.branch->getParent());
      if (isa<SCEVCouldNotCompute>(count) || isa<SCEVCouldNotCompute>(end))
        return;
      Type *type = se_.getWiderType(count->getType(), end->getType());
      pairs.push_back({se_.getNoopOrZeroExtend(end, type), se_.getNoopOrZeroExtend(count, type)});
      if (!expander.isSafeToExpandAt(pairs.back().first, at) ||
          !expander.isSafeToExpandAt(pairs.back().second, at))
        return;
    }
    IRBuilder<> b(at);
    Value *proved = b.getTrue();
    for (const auto &[last, count] : pairs) {
      if (se_.isKnownPredicate(ICmpInst::ICMP_ULT, last, count))
        continue;
      Value *x = expander.expandCodeFor(last, last->getType(), at->getIterator());
      Value *y = expander.expandCodeFor(count, count->getType(), at->getIterator());
      b.SetInsertPoint(at);
      proved = b.CreateAnd(proved, b.CreateICmpULT(x, y));
    }
    BasicBlock *proven = SplitBlock(inner_, at, &dt_, &li_);
    b.SetInsertPoint(inner_->getTerminator());
    branch(b, proved, proven);
    for (const Check &check : ranges_)
      check.branch->setCondition(ConstantInt::getBool(f_.getContext(), !check.traps_if));
  }
};

} // namespace

bool ArrayVersionsPass::may_apply(Function &, const LoopInfo &loops) {
  return any_of(loops.getLoopsInPreorder(), [](const Loop *loop) {
    SmallVector<BasicBlock *, 8> exits;
    loop->getExitBlocks(exits);
    return loop->isInnermost() && any_of(exits, Version::traps);
  });
}

PreservedAnalyses ArrayVersionsPass::run(Function &f, FunctionAnalysisManager &am) {
  SmallPtrSet<const BasicBlock *, 16> done;
  size_t versions = 0;
  for (bool changed = true; changed && versions < kMostLoops;) {
    changed = false;
    LoopInfo &li = am.getResult<LoopAnalysis>(f);
    for (Loop *loop : li.getLoopsInPreorder()) {
      if (!loop->isInnermost() || !loop->isLoopSimplifyForm() || is_kept_small(*loop) ||
          !done.insert(loop->getHeader()).second)
        continue;
      Version version(f, *loop, am.getResult<DominatorTreeAnalysis>(f), li,
                      am.getResult<ScalarEvolutionAnalysis>(f));
      if (version.run()) {
        changed = true;
        ++versions;
        for (BasicBlock &block : f)
          (void)ConstantFoldTerminator(&block);
        am.invalidate(f, PreservedAnalyses::none());
        break;
      }
    }
  }
  return versions != 0 ? PreservedAnalyses::none() : PreservedAnalyses::all();
}

} // namespace wexn::optimize
