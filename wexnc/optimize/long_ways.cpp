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
#include <iterator>

namespace wexn::optimize {

using namespace llvm;

namespace {

constexpr unsigned kLongRow = 100;      // loops
constexpr size_t kManyLoops = 300;      // wherever they are
constexpr size_t kManyWithin = 250;     // of them, in another
constexpr unsigned kLongWay = 500;      // blocks
constexpr unsigned kManyExits = 700;    // branches that leave one loop
constexpr unsigned kManyChoices = 1000; // of one block: phis, or others
constexpr size_t kManyLeaving = 20'000; // exits of one loop times phis of its header
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

// Whether there are very many loops, though on no one way.
bool has_many_loops(const LoopInfo &loops) {
  return loops.getLoopsInPreorder().size() >= kManyLoops || any_of(loops, [](const Loop *loop) {
           return loop->getLoopsInPreorder().size() > kManyWithin;
         });
}

size_t phis_of(const Loop &loop) {
  const auto phis = loop.getHeader()->phis();
  return static_cast<size_t>(std::distance(phis.begin(), phis.end()));
}

// Whether very many branches leave a loop, or many with many values that it computes.
bool has_many_exits(const Function &f, const LoopInfo &loops) {
  DenseMap<const Loop *, unsigned> exits;
  for (const BasicBlock &block : f)
    for (const BasicBlock *to : successors(&block))
      for (const Loop *loop = loops.getLoopFor(&block); loop && !loop->contains(to);
           loop = loop->getParentLoop())
        ++exits[loop];
  return any_of(exits, [](const auto &entry) {
    const auto &[loop, count] = entry;
    return count >= kManyExits || count * phis_of(*loop) >= kManyLeaving;
  });
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
  if (longest_row(tree, loops) >= kLongRow || has_many_exits(f, loops) || has_many_loops(loops))
    f.addFnAttr(kRowMark);
  return PreservedAnalyses::all();
}

bool has_loop_row(const Function &f) { return f.hasFnAttribute(kRowMark); }

bool has_long_way(const Function &f) { return f.hasFnAttribute(kWayMark); }

} // namespace wexn::optimize
