// See long_ways.h.
#include "wexnc/optimize/long_ways.h"

#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/DepthFirstIterator.h"
#include "llvm/Analysis/LoopInfo.h"
#include "llvm/IR/Dominators.h"
#include "llvm/IR/Function.h"

#include <algorithm>

namespace wexn::optimize {

using namespace llvm;

namespace {

constexpr unsigned kLongRow = 100; // loops
constexpr unsigned kLongWay = 500; // blocks
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

} // namespace

PreservedAnalyses LongWaysPass::run(Function &f, FunctionAnalysisManager &am) {
  if (f.size() < kLongRow)
    return PreservedAnalyses::all();
  const DominatorTree &tree = am.getResult<DominatorTreeAnalysis>(f);
  if (any_of(depth_first(tree.getRootNode()),
             [](const DomTreeNode *node) { return node->getLevel() >= kLongWay; }))
    f.addFnAttr(kWayMark);
  if (longest_row(tree, am.getResult<LoopAnalysis>(f)) >= kLongRow)
    f.addFnAttr(kRowMark);
  return PreservedAnalyses::all();
}

bool has_loop_row(const Function &f) { return f.hasFnAttribute(kRowMark); }

bool has_long_way(const Function &f) { return f.hasFnAttribute(kWayMark); }

} // namespace wexn::optimize
