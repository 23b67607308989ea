// See early_checks.h. Only where bounds are compared: else a check costs nothing.
//
// What it relies on: control comes from in front of a loop to its first block, and through that up
// to where something has an effect, or to a trap; all traps of checks are the same one. So an
// access that would trap there may do so before the loop. A memory never shrinks: what was in
// bounds before the loop is so in each round. What is computed for the check has no effect and
// cannot fault, and is the same in each round if all it is made of is. Accesses of memories that
// other threads may let grow count as effects.
#include "wexnc/optimize/early_checks.h"

#include "wexnc/ir/access_check.h"
#include "wexnc/optimize/loop_copies.h"
#include "wexnc/optimize/preserved.h"

#include "llvm/ADT/SmallPtrSet.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/Analysis/LoopInfo.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/Module.h"

#include <vector>

namespace wexn::optimize {

using namespace llvm;
using ir::AccessCheck;
using ir::MemoryFacts;

namespace {

constexpr size_t kMost = 8;         // of one loop
constexpr unsigned kMostBlocks = 4; // of a loop: in a larger one, registers have other uses

class Mover {
public:
  Mover(Function &f, LoopInfo &loops)
      : loops_(loops), memories_(ir::read_memory_facts(*f.getParent())) {}

  bool run() {
    if (none_of(memories_, [](const MemoryFacts &m) { return m.compares_bounds(); }))
      return false;
    bool changed = false;
    for (Loop *loop : loops_.getLoopsInPreorder())
      if (loop->isInnermost() && loop->getNumBlocks() <= kMostBlocks && loop->getLoopPreheader() &&
          !is_kept_small(*loop))
        changed |= move_from(*loop);
    return changed;
  }

private:
  LoopInfo &loops_;
  std::vector<MemoryFacts> memories_;

  bool move_from(Loop &loop) const {
    SmallVector<AccessCheck, 4> found;
    for (Instruction &i : *loop.getHeader()) {
      if (const auto check = ir::access_check(i)) {
        if (memories_[check->memory].compares_bounds() && found.size() < kMost)
          found.push_back(*check);
      } else if (i.mayHaveSideEffects()) {
        break;
      }
    }
    SmallPtrSet<const Value *, 8> others;
    for (BasicBlock *block : found.empty() ? ArrayRef<BasicBlock *>() : loop.getBlocks())
      for (Instruction &i : *block)
        if (const auto check = ir::access_check(i);
            check && none_of(found, [&](const AccessCheck &each) { return each.call == &i; }))
          others.insert(base_of(*check));
    Instruction *before = loop.getLoopPreheader()->getTerminator();
    bool changed = false;
    for (const AccessCheck &check : found)
      if (!others.contains(base_of(check)) &&
          loop.makeLoopInvariant(check.index, changed, before) &&
          loop.makeLoopInvariant(check.pointer, changed, before)) {
        check.call->moveBefore(before);
        changed = true;
      }
    return changed;
  }

  // Another check of the same, for more or less behind it, may serve for this one, too.
  static const Value *base_of(const AccessCheck &check) {
    const Value *index = check.index;
    if (const auto *wide = dyn_cast<ZExtInst>(index))
      index = wide->getOperand(0);
    return ir::place_of(*index).base;
  }
};

} // namespace

PreservedAnalyses EarlyChecksPass::run(Function &f, FunctionAnalysisManager &am) {
  return all_but_values(Mover(f, am.getResult<LoopAnalysis>(f)).run());
}

} // namespace wexn::optimize
