// See nonzero.h. LLVM knows that a value is not zero from a branch right before, or from how it is
// computed, but not through the rounds of a loop: where each round ends unless what the next one
// begins with is not zero, or a wider value's upper half stays empty.
//
// What it relies on:
// - A block that an edge of a branch dominates runs only after the branch was taken that way, and
//   values do not change in between: they are the same as when the branch asked.
// - A phi is never zero if none of what comes into it is, where that may be shown with the phi
//   itself taken for not zero: what comes in is computed of the phi as it was the round before, so
//   this is induction over the rounds. The same for upper bits that are zero.
#include "wexnc/optimize/nonzero.h"

#include "wexnc/optimize/preserved.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallPtrSet.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/Analysis/ValueTracking.h"
#include "llvm/IR/Constants.h"
#include "llvm/IR/Dominators.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/IntrinsicInst.h"
#include "llvm/IR/PatternMatch.h"

namespace wexn::optimize {

using namespace llvm;
using namespace llvm::PatternMatch;

namespace {

constexpr unsigned kDeepest = 8;
constexpr unsigned kMostBranches = 16; // that are looked at for one value
constexpr unsigned kMostIncoming = 4;  // of a phi

class NonZero {
public:
  explicit NonZero(const Function &f, DominatorTree &dominators)
      : layout_(f.getDataLayout()), dominators_(dominators) {}

  // Whether it is, wherever `at` runs.
  bool is_nonzero(const Value *v, const BasicBlock *at, unsigned depth = 0) {
    if (const auto *constant = dyn_cast<ConstantInt>(v))
      return !constant->isZero();
    if (depth > kDeepest || !v->getType()->isIntegerTy())
      return false;
    if (is_asked_before(v, at))
      return true;
    const Value *x = nullptr, *y = nullptr;
    if (match(v, m_ZExtOrSExt(m_Value(x))))
      return is_nonzero(x, at, depth + 1);
    if (match(v, m_Trunc(m_Value(x))))
      return fits(x, v->getType()->getIntegerBitWidth(), depth + 1) && is_nonzero(x, at, depth + 1);
    if (match(v, m_Or(m_Value(x), m_Value(y))))
      return is_nonzero(x, at, depth + 1) || is_nonzero(y, at, depth + 1);
    if (match(v, m_FShl(m_Value(x), m_Deferred(x), m_Value())) ||
        match(v, m_FShr(m_Value(x), m_Deferred(x), m_Value())))
      return is_nonzero(x, at, depth + 1);
    const auto *phi = dyn_cast<PHINode>(v);
    if (!phi || phi->getNumIncomingValues() > kMostIncoming)
      return false;
    if (!nonzero_.insert(phi).second)
      return true;
    const bool all = all_of(phi->blocks(), [&](const BasicBlock *from) {
      const Value *value = phi->getIncomingValueForBlock(from);
      return is_asked_by(from, phi->getParent(), value) || is_nonzero(value, from, depth + 1);
    });
    nonzero_.erase(phi);
    return all;
  }

private:
  const DataLayout &layout_;
  DominatorTree &dominators_;
  SmallPtrSet<const PHINode *, 4> nonzero_, fitting_; // that are being shown to be

  // ---- Branches

  // The condition has this truth only if v is not zero.
  static bool implies(const Value *condition, bool truth, const Value *v, unsigned depth = 0) {
    const Value *x = nullptr, *y = nullptr;
    if (depth > kDeepest)
      return false;
    if (truth ? match(condition, m_LogicalAnd(m_Value(x), m_Value(y)))
              : match(condition, m_LogicalOr(m_Value(x), m_Value(y))))
      return implies(x, truth, v, depth + 1) || implies(y, truth, v, depth + 1);
    const auto *compare = dyn_cast<ICmpInst>(condition);
    if (!compare)
      return false;
    x = compare->getOperand(0);
    y = compare->getOperand(1);
    const CmpInst::Predicate predicate =
        truth ? compare->getPredicate() : compare->getInversePredicate();
    if (predicate == CmpInst::ICMP_UGT)
      return x == v;
    if (predicate != CmpInst::ICMP_NE)
      return false;
    return (x == v && match(y, m_Zero())) ||
           (match(v, m_Not(m_Specific(x))) && match(y, m_AllOnes()));
  }

  static bool is_asked_by(const BasicBlock *from, const BasicBlock *to, const Value *v) {
    const auto *branch = dyn_cast<BranchInst>(from->getTerminator());
    return branch && branch->isConditional() &&
           branch->getSuccessor(0) != branch->getSuccessor(1) &&
           implies(branch->getCondition(), branch->getSuccessor(0) == to, v);
  }

  bool is_asked_before(const Value *v, const BasicBlock *at) {
    const DomTreeNode *node = dominators_.getNode(at);
    for (unsigned i = 0; node && node->getIDom() && i < kMostBranches;
         ++i, node = node->getIDom()) {
      const BasicBlock *before = node->getIDom()->getBlock();
      const auto *branch = dyn_cast<BranchInst>(before->getTerminator());
      if (!branch || branch->isUnconditional() ||
          branch->getSuccessor(0) == branch->getSuccessor(1))
        continue;
      for (const BasicBlock *next : branch->successors())
        if (is_asked_by(before, next, v) && dominators_.dominates(BasicBlockEdge(before, next), at))
          return true;
    }
    return false;
  }

  // ---- Widths

  // Only the lowest `bits` bits are ever set.
  bool fits(const Value *v, unsigned bits, unsigned depth) {
    if (computeKnownBits(v, layout_).countMaxActiveBits() <= bits)
      return true;
    const Value *x = nullptr, *y = nullptr;
    if (depth > kDeepest)
      return false;
    if (match(v, m_And(m_Value(x), m_Value(y))))
      return fits(x, bits, depth + 1) || fits(y, bits, depth + 1);
    if (match(v, m_Or(m_Value(x), m_Value(y))) || match(v, m_Xor(m_Value(x), m_Value(y))))
      return fits(x, bits, depth + 1) && fits(y, bits, depth + 1);
    if (match(v, m_LShr(m_Value(x), m_Value())))
      return fits(x, bits, depth + 1);
    const auto *phi = dyn_cast<PHINode>(v);
    if (!phi || phi->getNumIncomingValues() > kMostIncoming)
      return false;
    if (!fitting_.insert(phi).second)
      return true;
    const bool all = all_of(phi->incoming_values(),
                            [&](const Use &use) { return fits(use.get(), bits, depth + 1); });
    fitting_.erase(phi);
    return all;
  }
};

} // namespace

PreservedAnalyses NonZeroPass::run(Function &f, FunctionAnalysisManager &am) {
  NonZero known(f, am.getResult<DominatorTreeAnalysis>(f));
  bool changed = false;
  for (BasicBlock &block : f)
    for (Instruction &i : make_early_inc_range(block)) {
      CmpInst::Predicate predicate = CmpInst::BAD_ICMP_PREDICATE;
      Value *x = nullptr;
      if (match(&i, m_ICmp(predicate, m_Value(x), m_Zero())) && isa<PHINode>(x) &&
          ICmpInst::isEquality(predicate)) {
        if (known.is_nonzero(x, &block)) {
          i.replaceAllUsesWith(ConstantInt::getBool(i.getType(), predicate == CmpInst::ICMP_NE));
          changed = true;
        }
      } else if (match(&i, m_Intrinsic<Intrinsic::cttz>(m_Value(x), m_Zero())) ||
                 match(&i, m_Intrinsic<Intrinsic::ctlz>(m_Value(x), m_Zero()))) {
        if (known.is_nonzero(x, &block)) {
          cast<CallInst>(i).setArgOperand(1, ConstantInt::getTrue(f.getContext()));
          changed = true;
        }
      }
    }
  return all_but_values(changed);
}

} // namespace wexn::optimize
