// See long_ways.h.
#include "wexnc/optimize/long_ways.h"

#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/DepthFirstIterator.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Analysis/LoopInfo.h"
#include "llvm/IR/CFG.h"
#include "llvm/IR/Dominators.h"
#include "llvm/IR/Function.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/IntrinsicInst.h"

#include <algorithm>

namespace wexn::optimize {

using namespace llvm;

namespace {

constexpr unsigned kLongRow = 100;      // loops
constexpr unsigned kLongWay = 500;      // blocks
constexpr unsigned kManyExits = 700;    // branches that leave one loop
constexpr unsigned kManyChoices = 1000; // of one block: phis, or others
constexpr char kRowMark[] = "wexn-loop-row";
constexpr char kWayMark[] = "wexn-long-way";

// The most loops on the way to one block.
unsigned longest_row(const DominatorTree &tree, const LoopInfo &loops) {
  unsigned most = 0;
  DenseMap<const DomTreeNode *, unsigned> begun;
  for (const DomTreeNode *node : depth_first(tree.getRootNode())) {
    const unsigned before = node->getIDom() ? begun.lookup(node->getIDom()) : 0;
    const unsigned count = before + (loops.isLoopHeader(node->getBlock()) ? 1 : 0);
    begun[node] = count;
    most = std::max(most, count);
  }
  return most;
}

// The most branches that leave a loop.
unsigned most_exits(const Function &f, const LoopInfo &loops) {
  unsigned most = 0;
  DenseMap<const Loop *, unsigned> exits;
  for (const BasicBlock &block : f)
    for (const BasicBlock *to : successors(&block))
      for (const Loop *loop = loops.getLoopFor(&block); loop && !loop->contains(to);
           loop = loop->getParentLoop())
        most = std::max(most, ++exits[loop]);
  return most;
}

bool has_many_choices(const BasicBlock &block) {
  return hasNItemsOrMore(block.phis(), kManyChoices) ||
         hasNItemsOrMore(make_filter_range(block, IsaPred<SelectInst, MinMaxIntrinsic>),
                         kManyChoices);
}

} // namespace

PreservedAnalyses LongWaysPass::run(Function &f, FunctionAnalysisManager &am) {
  if (any_of(f, has_many_choices))
    f.addFnAttr(kRowMark);
  if (f.size() < kLongRow)
    return PreservedAnalyses::all();
  const DominatorTree &tree = am.getResult<DominatorTreeAnalysis>(f);
  if (any_of(depth_first(tree.getRootNode()),
             [](const DomTreeNode *node) { return node->getLevel() >= kLongWay; }))
    f.addFnAttr(kWayMark);
  const LoopInfo &loops = am.getResult<LoopAnalysis>(f);
  if (longest_row(tree, loops) >= kLongRow || most_exits(f, loops) >= kManyExits)
    f.addFnAttr(kRowMark);
  return PreservedAnalyses::all();
}

bool has_loop_row(const Function &f) { return f.hasFnAttribute(kRowMark); }

bool has_long_way(const Function &f) { return f.hasFnAttribute(kWayMark); }

} // namespace wexn::optimize
