// See pass_limits.h.
#include "wexnc/optimize/pass_limits.h"

#include "wexnc/optimize/long_ways.h"

#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Analysis/LazyCallGraph.h"
#include "llvm/Analysis/LoopInfo.h"
#include "llvm/Analysis/ValueTracking.h"
#include "llvm/IR/Function.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/Instructions.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <utility>

namespace wexn::optimize {

using namespace llvm;

namespace {

// From what number of instructions in a block on a pass is not run, since it takes time with their
// square: SLPVectorizer compares each load of a block with all others; InstCombine and NearUses add
// instructions and ask then which of two comes first, for which all are numbered again; Reassociate
// goes through all that a value is made of, for each that is made of the one before.
size_t too_many(StringRef pass) {
  if (pass == "SLPVectorizerPass")
    return 4000;
  if (pass == "ReassociatePass")
    return 8000;
  return is_contained({"InstCombinePass", "wexn::optimize::NearUsesPass"}, pass) ? 20'000
                                                                                 : SIZE_MAX;
}

// The same for a function's blocks: JumpThreading asks in each what is known of a value, which is
// remembered for all blocks above: time and memory with their square. SLPVectorizer asks of each
// instruction that it looks at what lies in all blocks.
size_t too_many_blocks(StringRef pass) {
  if (pass == "SLPVectorizerPass")
    return 8000;
  return pass == "JumpThreadingPass" ? 4000 : SIZE_MAX;
}

// And for the phis of one block: of counters that are handed on from one to the next in each round,
// LoopVectorize looks at every pair, several times.
size_t too_many_phis(StringRef pass) { return pass == "LoopVectorizePass" ? 128 : SIZE_MAX; }

// And for blocks that only go on to one with phis, as many returns do: for each of them,
// SimplifyCFG looks at all that the other has before it, in every run.
bool has_too_many_ways(const Function &f) {
  constexpr size_t kMost = 2000;
  if (f.size() < kMost)
    return false;
  DenseMap<const BasicBlock *, size_t> ways;
  for (const BasicBlock &block : f)
    if (const auto *branch = dyn_cast<BranchInst>(&block.front());
        branch && branch->isUnconditional() && isa<PHINode>(branch->getSuccessor(0)->front()) &&
        ++ways[branch->getSuccessor(0)] == kMost)
      return true;
  return false;
}

// And for the branches and switches that hang on one value, or on some of its bits: InstCombine
// asks of each compare what those that came before say of it, GVN of each branch which of the
// value's uses it is in front of, and SwitchConditions finds out behind each switch that it changes
// what dominates what.
bool is_compared_too_often(const Function &f) {
  constexpr size_t kMost = 1000;
  if (f.size() < kMost)
    return false;
  DenseMap<const Value *, size_t> ways;
  for (const BasicBlock &block : f) {
    const Value *value = nullptr;
    if (const auto *branch = dyn_cast<BranchInst>(block.getTerminator());
        branch && branch->isConditional()) {
      if (const auto *compare = dyn_cast<ICmpInst>(branch->getCondition()))
        value = compare->getOperand(0);
      if (const auto *bits = dyn_cast_or_null<BinaryOperator>(value);
          bits && bits->getOpcode() == Instruction::And && isa<Constant>(bits->getOperand(1)))
        value = bits->getOperand(0);
    } else if (const auto *cases = dyn_cast<SwitchInst>(block.getTerminator())) {
      value = cases->getCondition();
    }
    if (value && ++ways[value] == kMost)
      return true;
  }
  return false;
}
bool minds_compares(StringRef pass) {
  return is_contained({"InstCombinePass", "GVNPass", "wexn::optimize::SwitchConditionsPass"}, pass);
}

// And for sums of loads: for each of them, SLPVectorizer tries whether it begins a row, of several
// lengths, and computes then how far apart all in the row are. (Where they are one after the other,
// Reroll has made a loop of them.) They may be converted before, which
// others may ask about, and lie in several blocks.
bool sums_too_many_loads(const Function &f) {
  constexpr unsigned kMost = 64;
  DenseMap<const Value *, unsigned> summed; // of loads, and of sums that have one use
  for (const Instruction &i : instructions(f)) {
    unsigned loads = isa<LoadInst>(i) ? 1 : 0;
    if (i.isCast() || (i.isAssociative() && i.isCommutative()))
      for (const Value *operand : i.operands())
        loads += summed.lookup(operand);
    if (loads >= kMost)
      return true;
    if (loads > 0 && (i.hasOneUse() || !i.isBinaryOp()))
      summed[&i] = loads;
  }
  return false;
}

// And for the ways by which a result gets its value: PostOrderFunctionAttrs goes each of them, as
// far back as LLVM looks, to find out whether it is undefined, also where several lead through the
// same phi. Phis in a row, each of which many ways lead to, have the product of those.
constexpr uint64_t kManyValues = 1'000'000;
using Ways = DenseMap<std::pair<const Value *, unsigned>, uint64_t>;
uint64_t ways_to(const Value *value, unsigned depth, Ways &known) {
  const auto *made = dyn_cast<Instruction>(value);
  if (!made || depth == MaxAnalysisRecursionDepth)
    return 1;
  if (const auto found = known.find({made, depth}); found != known.end())
    return found->second;
  uint64_t ways = 1;
  for (const Value *operand : made->operands())
    ways = std::min(ways + ways_to(operand, depth + 1, known), kManyValues);
  known[{made, depth}] = ways;
  return ways;
}
bool has_many_values(const Function &f) {
  Ways known;
  return any_of(f, [&](const BasicBlock &block) {
    const auto *end = dyn_cast<ReturnInst>(block.getTerminator());
    return end && end->getReturnValue() && ways_to(end->getReturnValue(), 0, known) == kManyValues;
  });
}

// And for what comes one after the other (long_ways.h).
bool minds_long_ways(StringRef pass) {
  return is_contained({"JumpThreadingPass", "wexn::optimize::SwitchConditionsPass"}, pass);
}
// With the passes over loops, the form goes that only they want.
bool minds_loop_rows(StringRef pass) {
  return is_contained({"LoopSimplifyPass",
                       "LCSSAPass",
                       "LoopIdiomRecognizePass",
                       "SimpleLoopUnswitchPass",
                       "CanonicalizeFreezeInLoopsPass",
                       "LICMPass",
                       "IndVarSimplifyPass",
                       "LoopFullUnrollPass",
                       "LoopUnrollPass",
                       "LoopVectorizePass",
                       "LoopStrengthReducePass",
                       "SLPVectorizerPass",
                       "LoopRotatePass",
                       "LoopInstSimplifyPass",
                       "LoopSimplifyCFGPass",
                       "LoopDeletionPass",
                       "wexn::optimize::SteadyRoundsPass",
                       "wexn::optimize::RangeVersionsPass",
                       "wexn::optimize::EarlyChecksPass",
                       "wexn::optimize::RerollPass",
                       "wexn::optimize::SearchAheadPass",
                       "wexn::optimize::ArrayVersionsPass",
                       "wexn::optimize::ScanPass",
                       "wexn::optimize::StartVersionsPass",
                       "wexn::optimize::UnrollFurtherPass"},
                      pass);
}

// A loop that begins with a check: its header is left for a block that never returns. That is no
// test of the loop, so there is no use in having it at the end, too; and with software bounds
// thousands of branches go to such a block, each of which would be divided for every loop.
bool begins_with_check(const Loop &loop) {
  const auto *branch = dyn_cast<BranchInst>(loop.getHeader()->getTerminator());
  return branch && branch->isConditional() &&
         any_of(branch->successors(), [&](const BasicBlock *to) {
           return !loop.contains(to) && isa<UnreachableInst>(to->getTerminator());
         });
}

// CanonicalizeFreezeInLoops finds out how each phi of a loop advances before it looks for what it
// moves.
bool has_freeze(const Loop &loop) {
  return any_of(loop.blocks(), [](const BasicBlock *block) {
    return any_of(*block, [](const Instruction &i) { return isa<FreezeInst>(i); });
  });
}

bool is_wanted_in(const Loop &loop, StringRef pass) {
  if (pass == "CanonicalizeFreezeInLoopsPass")
    return has_freeze(loop);
  return pass != "LoopRotatePass" || !begins_with_check(loop);
}

} // namespace

// What has to be run on functions that are not optimised is not asked for here.
bool is_wanted(StringRef pass, const Any &unit) {
  if (const auto *const *group = any_cast<const LazyCallGraph::SCC *>(&unit))
    return pass != "PostOrderFunctionAttrsPass" || none_of(**group, [](LazyCallGraph::Node &each) {
             return has_many_values(each.getFunction());
           });
  const auto *const *loop = any_cast<const Loop *>(&unit);
  if (loop && !is_wanted_in(**loop, pass))
    return false;
  const auto *const *function = any_cast<const Function *>(&unit);
  const Function *f = loop ? (*loop)->getHeader()->getParent() : function ? *function : nullptr;
  if (!f)
    return true;
  if (f->hasOptNone() || (has_loop_row(*f) && minds_loop_rows(pass)) ||
      (has_long_way(*f) && minds_long_ways(pass)))
    return false;
  // Counting takes time, too; no pass over one loop has a limit.
  if ((pass == "SimplifyCFGPass" && has_too_many_ways(*f)) ||
      (minds_compares(pass) && is_compared_too_often(*f)) ||
      (pass == "SLPVectorizerPass" && sums_too_many_loads(*f)))
    return false;
  if (const size_t limit = too_many_blocks(pass); limit != SIZE_MAX && f->size() >= limit)
    return false;
  if (const size_t limit = too_many_phis(pass);
      limit != SIZE_MAX && any_of(*f, [&](const BasicBlock &block) {
        return hasNItemsOrMore(block.phis(), static_cast<unsigned>(limit));
      }))
    return false;
  if (const size_t limit = too_many(pass);
      limit != SIZE_MAX &&
      any_of(*f, [&](const BasicBlock &block) { return block.size() >= limit; }))
    return false;
  return true;
}

} // namespace wexn::optimize
