// See loop_rows.h.
#include "wexnc/optimize/loop_rows.h"

#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/DepthFirstIterator.h"
#include "llvm/Analysis/LoopInfo.h"
#include "llvm/IR/Dominators.h"
#include "llvm/IR/Function.h"

namespace wexn::optimize {

using namespace llvm;

namespace {

constexpr unsigned kLongRow = 100; // loops
constexpr char kMark[] = "wexn-loop-row";

} // namespace

PreservedAnalyses LoopRowsPass::run(Function &f, FunctionAnalysisManager &am) {
  const LoopInfo &loops = am.getResult<LoopAnalysis>(f);
  if (loops.empty())
    return PreservedAnalyses::all();
  const DominatorTree &tree = am.getResult<DominatorTreeAnalysis>(f);
  DenseMap<const DomTreeNode *, unsigned> begun; // loops on the way to a block
  for (const DomTreeNode *node : depth_first(tree.getRootNode())) {
    const unsigned before = node->getIDom() ? begun.lookup(node->getIDom()) : 0;
    const unsigned count = before + (loops.isLoopHeader(node->getBlock()) ? 1 : 0);
    if (count >= kLongRow) {
      f.addFnAttr(kMark);
      break;
    }
    begun[node] = count;
  }
  return PreservedAnalyses::all();
}

bool has_loop_row(const Function &f) { return f.hasFnAttribute(kMark); }

} // namespace wexn::optimize
