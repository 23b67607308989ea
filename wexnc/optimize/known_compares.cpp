// See known_compares.h. The compare becomes a phi: a constant for those who come from a branch that
// decides it, and for all others the compare, in a block of their own in front. JumpThreading then
// has the ones go on directly, and the others find the compare where it was.
//
// What it relies on:
// - Between that branch and the block are only blocks with one way in: the branch was just taken.
//   Of the same values, which do not change, a compare says what LLVM's isImpliedCondition says.
// - The compare has no effects and is used by the branch behind it alone: it may stand earlier.
// - The beginnings of loops are left as they are: JumpThreading does not go past them.
#include "wexnc/optimize/known_compares.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallPtrSet.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/Analysis/CFG.h"
#include "llvm/Analysis/ValueTracking.h"
#include "llvm/IR/CFG.h"
#include "llvm/IR/Constants.h"
#include "llvm/IR/Function.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/Module.h"
#include "llvm/Transforms/Utils/BasicBlockUtils.h"

#include <optional>
#include <utility>

namespace wexn::optimize {

using namespace llvm;

namespace {

constexpr unsigned kMostBefore = 64; // blocks that meet
constexpr unsigned kMostBack = 4;    // blocks from there to the branch

// Of a block with phis, one compare and a branch by it.
ICmpInst *only_compare(BasicBlock &block) {
  auto *branch = dyn_cast<BranchInst>(block.getTerminator());
  if (!branch || !branch->isConditional() || !isa<PHINode>(block.front()))
    return nullptr;
  auto *compare = dyn_cast<ICmpInst>(branch->getCondition());
  return compare && compare->hasOneUse() && block.getFirstNonPHIOrDbg() == compare &&
                 compare->getNextNonDebugInstruction() == branch
             ? compare
             : nullptr;
}

Value *arriving(Value *value, const BasicBlock &block, const BasicBlock &from) {
  const auto *phi = dyn_cast<PHINode>(value);
  return phi && phi->getParent() == &block ? phi->getIncomingValueForBlock(&from) : value;
}

// What the branches say on the way from one block to the next.
std::optional<bool> known(const ICmpInst &compare, const BasicBlock &from) {
  const BasicBlock &block = *compare.getParent();
  const Value *left = arriving(compare.getOperand(0), block, from);
  const Value *right = arriving(compare.getOperand(1), block, from);
  const DataLayout &layout = block.getModule()->getDataLayout();
  const BasicBlock *to = &block, *before = &from;
  for (unsigned back = 0; before && back < kMostBack; ++back) {
    const auto *branch = dyn_cast<BranchInst>(before->getTerminator());
    if (branch && branch->isConditional() && branch->getSuccessor(0) != branch->getSuccessor(1))
      if (const auto is_so = isImpliedCondition(branch->getCondition(), compare.getPredicate(),
                                                left, right, layout, branch->getSuccessor(0) == to))
        return is_so;
    to = before;
    before = before->getSinglePredecessor();
  }
  return std::nullopt;
}

bool make_known(ICmpInst &compare) {
  BasicBlock &block = *compare.getParent();
  SmallVector<std::pair<BasicBlock *, bool>, 4> decided;
  SmallVector<BasicBlock *, 4> others;
  SmallPtrSet<BasicBlock *, 8> seen;
  for (BasicBlock *from : predecessors(&block)) {
    if (!isa<BranchInst, SwitchInst>(from->getTerminator()) || from == &block)
      return false;
    if (!seen.insert(from).second)
      continue;
    if (const auto is_so = known(compare, *from))
      decided.emplace_back(from, *is_so);
    else
      others.push_back(from);
  }
  if (decided.empty())
    return false;
  BasicBlock *rest = others.empty() ? nullptr : SplitBlockPredecessors(&block, others, ".compare");
  IRBuilder<> b(&block, block.begin());
  b.SetCurrentDebugLocation(compare.getDebugLoc());
  PHINode *phi = b.CreatePHI(compare.getType(), pred_size(&block), "known");
  for (const auto &[from, is_so] : decided)
    for (auto n = count(successors(from), &block); n; --n)
      phi->addIncoming(b.getInt1(is_so), from);
  compare.replaceAllUsesWith(phi);
  if (!rest) {
    compare.eraseFromParent();
    return true;
  }
  for (Use &operand : compare.operands())
    operand = arriving(operand, block, *rest);
  compare.moveBefore(rest->getTerminator());
  phi->addIncoming(&compare, rest);
  return true;
}

} // namespace

PreservedAnalyses KnownComparesPass::run(Function &f, FunctionAnalysisManager &) {
  SmallVector<ICmpInst *, 16> compares;
  for (BasicBlock &block : f)
    if (hasNItemsOrMore(predecessors(&block), 2) &&
        !hasNItemsOrMore(predecessors(&block), kMostBefore))
      if (ICmpInst *compare = only_compare(block))
        compares.push_back(compare);
  if (compares.empty())
    return PreservedAnalyses::all();
  SmallVector<std::pair<const BasicBlock *, const BasicBlock *>, 16> back;
  FindFunctionBackedges(f, back);
  SmallPtrSet<const BasicBlock *, 16> headers;
  for (const auto &[from, to] : back)
    headers.insert(to);
  bool changed = false;
  for (ICmpInst *compare : compares)
    changed |= !headers.contains(compare->getParent()) && make_known(*compare);
  return changed ? PreservedAnalyses::none() : PreservedAnalyses::all();
}

} // namespace wexn::optimize
