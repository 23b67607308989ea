// See switch_ways.h.
//
// What it relies on: a block that only goes on changes nothing; a phi has one entry for each edge
// that comes in, and several cases that lead to one block have as many, all with the same value.
#include "wexnc/optimize/switch_ways.h"

#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SetVector.h"
#include "llvm/ADT/SmallPtrSet.h"
#include "llvm/Analysis/LoopInfo.h"
#include "llvm/IR/BasicBlock.h"
#include "llvm/IR/Constants.h"
#include "llvm/IR/Function.h"
#include "llvm/IR/Instructions.h"

#include <cstddef>

namespace wexn::optimize {

using namespace llvm;

namespace {

constexpr unsigned kManyCases = 16;   // so that each is seldom come to
constexpr unsigned kMostCases = 1024; // all are looked at for each block that one leads to
constexpr size_t kMostSwitches = 4;   // of a block: each gives it one more

// Whether what a phi takes from there is computed for it, or may be.
bool is_computed(const Value *v, const BasicBlock &from) {
  const auto *i = dyn_cast<Instruction>(v);
  return i ? i->getParent() == &from : isa<Constant>(v) && !isa<UndefValue>(v);
}

BasicBlock *block_between(BasicBlock &from, BasicBlock &to) {
  auto *choice = cast<SwitchInst>(from.getTerminator());
  BasicBlock *way = BasicBlock::Create(to.getContext(), "way", to.getParent(), &to);
  BranchInst::Create(&to, way)->setDebugLoc(choice->getDebugLoc());
  for (unsigned i = 0; i < choice->getNumSuccessors(); ++i)
    if (choice->getSuccessor(i) == &to)
      choice->setSuccessor(i, way);
  return way;
}

bool divide_ways(BasicBlock &to, const LoopInfo &loops) {
  SmallSetVector<BasicBlock *, 4> starts;
  for (const PHINode &phi : to.phis())
    for (const auto &[from, v] : zip(phi.blocks(), phi.incoming_values()))
      if (leads_to_many(*from, kManyCases) && loops.getLoopFor(from) && is_computed(v, *from))
        starts.insert(from);
  if (starts.empty() || starts.size() > kMostSwitches || to.getUniquePredecessor())
    return false;
  DenseMap<BasicBlock *, BasicBlock *> ways;
  for (BasicBlock *from : starts)
    ways[from] = block_between(*from, to);
  for (PHINode &phi : to.phis()) {
    SmallPtrSet<BasicBlock *, 8> seen;
    phi.removeIncomingValueIf(
        [&](unsigned i) {
          BasicBlock *from = phi.getIncomingBlock(i);
          return ways.contains(from) && !seen.insert(from).second;
        },
        /*DeletePHIIfEmpty=*/false);
    for (unsigned i = 0; i < phi.getNumIncomingValues(); ++i)
      if (BasicBlock *way = ways.lookup(phi.getIncomingBlock(i)))
        phi.setIncomingBlock(i, way);
  }
  return true;
}

} // namespace

bool leads_to_many(const BasicBlock &block, unsigned fewest) {
  const auto *choice = dyn_cast<SwitchInst>(block.getTerminator());
  return choice && choice->getNumCases() >= fewest && choice->getNumCases() <= kMostCases;
}

PreservedAnalyses SwitchWaysPass::run(Function &f, FunctionAnalysisManager &am) {
  if (f.hasOptSize() ||
      none_of(f, [](const BasicBlock &block) { return leads_to_many(block, kManyCases); }))
    return PreservedAnalyses::all();
  const LoopInfo &loops = am.getResult<LoopAnalysis>(f);
  bool changed = false;
  for (BasicBlock &block : make_early_inc_range(f))
    changed |= divide_ways(block, loops);
  return changed ? PreservedAnalyses::none() : PreservedAnalyses::all();
}

} // namespace wexn::optimize
