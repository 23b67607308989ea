// See unused_exnref.h.
#include "wexnc/optimize/unused_exnref.h"

#include "wexnc/ir/clause_marker.h"

#include "llvm/ADT/SmallPtrSet.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/IR/CFG.h"
#include "llvm/IR/Constants.h"
#include "llvm/IR/Instructions.h"

namespace wexn::optimize {

using namespace llvm;

namespace {

using BlockSet = SmallPtrSet<const BasicBlock *, 16>;

// The blocks in which the landing pad's reference is used for more than being handed on to another
// name. `resume` is no use: no clause has caught then.
BlockSet uses_of_reference(const LandingPadInst &pad) {
  BlockSet used;
  SmallPtrSet<const Value *, 16> seen;
  SmallVector<const Value *, 16> todo{&pad};
  while (!todo.empty()) {
    for (const User *user : todo.pop_back_val()->users()) {
      const auto *instr = cast<Instruction>(user);
      if (const auto *extract = dyn_cast<ExtractValueInst>(instr)) {
        if (extract->getIndices()[0] != 0)
          continue; // the selector
      } else if (isa<ResumeInst>(instr)) {
        continue;
      } else if (!isa<CastInst, PHINode, FreezeInst>(instr)) {
        used.insert(instr->getParent());
        continue;
      }
      if (seen.insert(instr).second)
        todo.push_back(instr);
    }
  }
  return used;
}

bool is_selector(const Value *value, const LandingPadInst &pad) {
  const auto *extract = dyn_cast<ExtractValueInst>(value);
  return extract && extract->getAggregateOperand() == &pad && extract->getIndices()[0] == 1;
}

// Where the block goes on if the pad's selector is `selector`; null if that does not decide it.
const BasicBlock *successor_for(const BasicBlock &block, const LandingPadInst &pad,
                                uint32_t selector) {
  if (const auto *branch = dyn_cast<BranchInst>(block.getTerminator())) {
    const auto *compare =
        branch->isConditional() ? dyn_cast<ICmpInst>(branch->getCondition()) : nullptr;
    if (!compare || !compare->isEquality() || !is_selector(compare->getOperand(0), pad))
      return nullptr;
    const auto *constant = dyn_cast<ConstantInt>(compare->getOperand(1));
    if (!constant)
      return nullptr;
    const bool same = constant->getZExtValue() == selector;
    return branch->getSuccessor(same == (compare->getPredicate() == ICmpInst::ICMP_EQ) ? 0 : 1);
  }
  if (const auto *choice = dyn_cast<SwitchInst>(block.getTerminator()))
    if (is_selector(choice->getCondition(), pad))
      return choice
          ->findCaseValue(
              ConstantInt::get(cast<IntegerType>(choice->getCondition()->getType()), selector))
          ->getCaseSuccessor();
  return nullptr;
}

// Whether code that runs after this clause caught may use the reference. Looks at `budget` blocks
// at most, and counts them off: it may if they are not enough.
bool may_use(const LandingPadInst &pad, uint32_t selector, const BlockSet &used, size_t &budget) {
  BlockSet seen;
  SmallVector<const BasicBlock *, 16> todo{pad.getParent()};
  seen.insert(pad.getParent());
  while (!todo.empty()) {
    const BasicBlock *block = todo.pop_back_val();
    if (used.contains(block) || budget == 0)
      return true;
    --budget;
    auto visit = [&](const BasicBlock *next) {
      if (seen.insert(next).second)
        todo.push_back(next);
    };
    if (const BasicBlock *next = successor_for(*block, pad, selector))
      visit(next);
    else
      for (const BasicBlock *next_ : successors(block))
        visit(next_);
  }
  return false;
}

} // namespace

void drop_unused_references(Function &f) {
  size_t budget = 200'000 + 20 * f.size();
  for (BasicBlock &block : f) {
    LandingPadInst *pad = block.getLandingPadInst();
    if (!pad)
      continue;
    BlockSet used;
    bool known = false;
    for (unsigned i = 0; i < pad->getNumClauses(); ++i) {
      const uint32_t entry = ir::marker_entry(pad->getClause(i));
      if (!unwind::takes_ref(unwind::entry_kind(entry)))
        continue;
      if (!known)
        used = uses_of_reference(*pad);
      known = true;
      if (!may_use(*pad, unwind::entry_selector(entry), used, budget))
        pad->setOperand(i, ir::marker_without_ref(*f.getParent(), pad->getClause(i)));
    }
  }
}

} // namespace wexn::optimize
