// See vain_versions.h. What it relies on: the loop as it was is right whatever the test before it
// says. It is known by what keep_small() says at its end; a branch of which neither side or both
// have such a loop is left alone, as is one that has lost its mark.
#include "wexnc/optimize/vain_versions.h"

#include "wexnc/optimize/loop_copies.h"
#include "wexnc/optimize/preserved.h"

#include "llvm/ADT/SmallVector.h"
#include "llvm/Analysis/LoopInfo.h"
#include "llvm/IR/CFG.h"
#include "llvm/IR/Constants.h"
#include "llvm/IR/Dominators.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/IntrinsicInst.h"

namespace wexn::optimize {

using namespace llvm;

namespace {

constexpr const char *kMark = "wexn.versions";

// What one side of a branch does in loops.
struct Side {
  BasicBlock *kept_small = nullptr; // the latch of a loop
  size_t loops = 0, accesses = 0;
  bool gains = false; // vectors, or loops that have become instructions
};

bool is_vector(const Instruction &i) {
  return i.getType()->isVectorTy() ||
         any_of(i.operands(), [](const Use &use) { return use->getType()->isVectorTy(); });
}

Side side_of(BasicBlock *first, const DominatorTree &dominators, const LoopInfo &loops) {
  Side side;
  SmallVector<BasicBlock *, 16> blocks;
  dominators.getDescendants(first, blocks);
  for (BasicBlock *block : blocks) {
    const Loop *loop = loops.getLoopFor(block);
    // Around the branch as well, or only behind it.
    const bool within = loop && dominators.dominates(first, loop->getHeader());
    if (within && loop->getHeader() == block) {
      ++side.loops;
      if (is_kept_small(*loop))
        side.kept_small = loop->getLoopLatch();
    }
    for (const Instruction &i : *block) {
      side.gains |= is_vector(i) || isa<MemIntrinsic>(i);
      side.accesses += within && isa<LoadInst, StoreInst>(i);
    }
  }
  return side;
}

// Whether whatever comes there has come from `from`, or been there before.
bool leads_alone(const BasicBlock &from, const BasicBlock &to, const DominatorTree &dominators) {
  return count(predecessors(&to), &from) == 1 &&
         all_of(predecessors(&to), [&](const BasicBlock *block) {
           return block == &from || dominators.dominates(&to, block);
         });
}

// A nest gains without vectors: what the outer loop computes of addresses serves the inner one.
bool is_vain(const Side &proven, const Side &exact) {
  return proven.loops == 1 && exact.loops == 1 && !proven.kept_small && exact.kept_small &&
         !proven.gains && proven.accesses >= exact.accesses;
}

} // namespace

void mark_guarded_versions(BranchInst &branch) {
  branch.setMetadata(kMark, MDNode::get(branch.getContext(), {}));
}

PreservedAnalyses VainVersionsPass::run(Function &f, FunctionAnalysisManager &am) {
  SmallVector<BranchInst *, 8> marked;
  for (BasicBlock &block : f)
    if (auto *branch = dyn_cast<BranchInst>(block.getTerminator());
        branch && branch->isConditional() && branch->hasMetadata(kMark))
      marked.push_back(branch);
  if (marked.empty())
    return PreservedAnalyses::all();
  const auto &dominators = am.getResult<DominatorTreeAnalysis>(f);
  const auto &loops = am.getResult<LoopAnalysis>(f);
  bool changed = false;
  for (BranchInst *branch : marked) {
    branch->setMetadata(kMark, nullptr);
    BasicBlock *ways[] = {branch->getSuccessor(0), branch->getSuccessor(1)};
    if (!all_of(ways, [&](const BasicBlock *way) {
          return leads_alone(*branch->getParent(), *way, dominators);
        }))
      continue;
    const Side sides[] = {side_of(ways[0], dominators, loops), side_of(ways[1], dominators, loops)};
    for (const bool exact : {false, true})
      if (is_vain(sides[!exact], sides[exact])) {
        branch->setCondition(ConstantInt::getBool(f.getContext(), !exact));
        sides[exact].kept_small->getTerminator()->setMetadata(LLVMContext::MD_loop, nullptr);
        changed = true;
        break;
      }
  }
  return all_but_values(changed);
}

} // namespace wexn::optimize
