// See joined_checks.h.
//
// What it relies on: the block that traps is the same for both, has no phis and never comes back,
// so that nobody sees by which of the two control came there. Between the branches nothing is
// written or called, and what is loaded stays behind both. What the second compare is computed from
// moves before the first branch: instructions that cannot fail, and fields of the instance, which
// is always there. Where the first compare is true that may be poison, so it is frozen.
#include "wexnc/optimize/joined_checks.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallPtrSet.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/Analysis/ValueTracking.h"
#include "llvm/IR/Function.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/LLVMContext.h"
#include "llvm/IR/Metadata.h"
#include "llvm/Transforms/Utils/BasicBlockUtils.h"

#include <cstddef>

namespace wexn::optimize {

using namespace llvm;

namespace {

constexpr unsigned kMostCompares = 4; // of one branch: code generation makes a row of so many
constexpr size_t kMostMoved = 12;

bool ends(const BasicBlock &block) {
  return isa<UnreachableInst>(block.getTerminator()) && !isa<PHINode>(block.front());
}

// A branch of which one way ends there and the other goes on.
BranchInst *check_at_end(BasicBlock &block) {
  auto *branch = dyn_cast<BranchInst>(block.getTerminator());
  return branch && branch->isConditional() && isa<ICmpInst>(branch->getCondition()) &&
                 branch->getCondition()->hasOneUse() &&
                 ends(*branch->getSuccessor(0)) != ends(*branch->getSuccessor(1))
             ? branch
             : nullptr;
}

unsigned end_of(const BranchInst &check) { return ends(*check.getSuccessor(0)) ? 0 : 1; }

// What ends goes first.
void put_end_first(BranchInst &check) {
  if (end_of(check) == 0)
    return;
  auto *compare = cast<ICmpInst>(check.getCondition());
  compare->setPredicate(compare->getInversePredicate());
  check.swapSuccessors();
}

class JoinedChecks {
public:
  explicit JoinedChecks(Function &f) : f_(f) {}

  bool run() {
    bool changed = false;
    for (BasicBlock &block : f_) // which stays; others become parts of those before them
      if (BranchInst *first = check_at_end(block))
        for (unsigned compares = 1; compares < kMostCompares && join(*first); ++compares)
          changed = true;
    return changed;
  }

private:
  Function &f_;
  SmallPtrSet<const Instruction *, 16> moved_;

  bool join(BranchInst &first) {
    const unsigned end = end_of(first);
    BasicBlock *next = first.getSuccessor(1 - end);
    if (next->getSinglePredecessor() != first.getParent() || isa<PHINode>(next->front()))
      return false;
    BranchInst *second = check_at_end(*next);
    if (!second || second->getSuccessor(end_of(*second)) != first.getSuccessor(end) ||
        second->getSuccessor(1 - end_of(*second)) == first.getParent() ||
        any_of(*next, [](const Instruction &i) { return i.mayHaveSideEffects(); }))
      return false;
    moved_.clear();
    if (!can_move(*cast<Instruction>(second->getCondition()), *next))
      return false;
    for (Instruction &i : make_early_inc_range(*next))
      if (moved_.contains(&i)) {
        i.dropPoisonGeneratingAnnotations();
        i.moveBefore(&first);
      }
    put_end_first(first);
    put_end_first(*second);
    IRBuilder<> b(&first);
    first.setCondition(b.CreateOr(first.getCondition(), b.CreateFreeze(second->getCondition())));
    // Else code generation makes two branches of it.
    first.setMetadata(LLVMContext::MD_unpredictable, MDNode::get(f_.getContext(), {}));
    BasicBlock *further = second->getSuccessor(1);
    BranchInst::Create(further, second->getIterator());
    second->eraseFromParent();
    MergeBlockIntoPredecessor(further);
    return true;
  }

  // With all that it is computed from in the block.
  bool can_move(const Instruction &i, const BasicBlock &block) {
    if (i.getParent() != &block || moved_.contains(&i))
      return true;
    if (moved_.size() == kMostMoved || !(isSafeToSpeculativelyExecute(&i) || is_field(i)))
      return false;
    moved_.insert(&i);
    return all_of(i.operands(), [&](const Value *operand) {
      const auto *from = dyn_cast<Instruction>(operand);
      return !from || can_move(*from, block);
    });
  }

  // Of the instance.
  bool is_field(const Instruction &i) const {
    const auto *load = dyn_cast<LoadInst>(&i);
    APInt at(64, 0);
    return load && load->isSimple() &&
           load->getPointerOperand()->stripAndAccumulateConstantOffsets(
               f_.getDataLayout(), at, /*AllowNonInbounds=*/true) == f_.getArg(0);
  }
};

} // namespace

PreservedAnalyses JoinedChecksPass::run(Function &f, FunctionAnalysisManager &) {
  return f.arg_empty() || !JoinedChecks(f).run() ? PreservedAnalyses::all()
                                                 : PreservedAnalyses::none();
}

} // namespace wexn::optimize
