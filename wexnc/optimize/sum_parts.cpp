// See sum_parts.h.
//
// What it relies on: instructions that only compute have the same result wherever their operands
// are there, and those are there wherever the result was. A copy is right before the sum, where
// code generation makes one instruction of both; what a round hands on to the next stays a sum of
// two, which takes one cycle less.
#include "wexnc/optimize/sum_parts.h"

#include "wexnc/optimize/preserved.h"
#include "wexnc/optimize/use_place.h"

#include "llvm/ADT/PostOrderIterator.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallPtrSet.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/Analysis/LoopInfo.h"
#include "llvm/IR/Constants.h"
#include "llvm/IR/Function.h"
#include "llvm/IR/Instructions.h"

#include <cstdint>
#include <utility>

namespace wexn::optimize {

using namespace llvm;

namespace {

constexpr uint64_t kMostShift = 3; // scales of addresses: up to 8

// x + 8, or x << 2. Of 32 bits: addresses of 64 bits have their constants in the access.
bool is_part(const Instruction &i, unsigned most_uses) {
  const auto *constant = i.isBinaryOp() ? dyn_cast<ConstantInt>(i.getOperand(1)) : nullptr;
  if (!constant || !i.getType()->isIntegerTy(32) || isa<Constant>(i.getOperand(0)) ||
      i.hasNUsesOrMore(most_uses + 1))
    return false;
  return i.getOpcode() == Instruction::Add ||
         (i.getOpcode() == Instruction::Shl && constant->getValue().ule(kMostShift));
}

bool is_handed_on(const Instruction &sum, const Value *other) {
  const auto *phi = dyn_cast<PHINode>(other);
  return phi && is_contained(phi->incoming_values(), &sum);
}

bool is_in_sum(const Use &use) {
  const auto *sum = cast<Instruction>(use.getUser());
  if (sum->getOpcode() != Instruction::Add)
    return false;
  const Value *other = sum->getOperand(1 - use.getOperandNo());
  return !isa<Constant>(other) && other != use.get() && !is_handed_on(*sum, other);
}

// The outermost loop around a block that `i` is not in.
const Loop *loop_without(const Instruction &i, const BasicBlock *block, const LoopInfo &loops) {
  const Loop *found = nullptr;
  for (const Loop *loop = loops.getLoopFor(block); loop && !loop->contains(&i);
       loop = loop->getParentLoop())
    found = loop;
  return found;
}

bool bring(Instruction &i, const LoopInfo &loops) {
  // Loops in which it is used otherwise: it is there anyway.
  SmallPtrSet<const Loop *, 4> holding;
  SmallVector<std::pair<Use *, const Loop *>, 8> sums;
  for (Use &use : i.uses())
    if (const Loop *loop = loop_without(i, use_place(use)->getParent(), loops)) {
      if (is_in_sum(use))
        sums.emplace_back(&use, loop);
      else
        holding.insert(loop);
    }
  bool changed = false;
  for (const auto &[use, loop] : sums)
    if (!holding.contains(loop)) {
      Instruction *part = i.clone();
      part->insertBefore(cast<Instruction>(use->getUser()));
      use->set(part);
      changed = true;
    }
  if (i.use_empty())
    i.eraseFromParent();
  return changed;
}

} // namespace

PreservedAnalyses SumPartsPass::run(Function &f, FunctionAnalysisManager &am) {
  const LoopInfo &loops = am.getResult<LoopAnalysis>(f);
  if (f.hasOptSize() || loops.empty())
    return PreservedAnalyses::all();
  bool changed = false;
  for (BasicBlock *block : post_order(&f))
    for (Instruction &i : make_early_inc_range(reverse(*block)))
      if (is_part(i, most_uses_))
        changed |= bring(i, loops);
  return all_but_values(changed);
}

} // namespace wexn::optimize
