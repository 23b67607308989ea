// See steady_rounds.h. A search through candidates, most of which are out of the question at once:
//
//   do {                                       do {
//     if (at(p[i] + best) == x) {                while (at(p[i] + best) != x)
//       n = length (a loop)                        if (--i == 0) goto end
//       if (n > best) best = n       becomes     n = length
//     }                                          if (n > best) best = n
//   } while (--i)                              } while (--i); end:
//
// What ends a round is copied for the ways on which the value stays; LLVM makes two loops of one
// that goes back from two places, on one of which a phi stays as it is. The inner one has none in
// it, and of what it does more is known (range_versions.h).
//
// What it relies on: a copy of a block, come to from some of those that came to it, does the same.
// Only what is computed in the block itself, and wanted in the next round or behind the loop, has
// two values then, and all of that goes by phis: else the block is left as it is.
#include "wexnc/optimize/steady_rounds.h"

#include "wexnc/ir/access_check.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SetVector.h"
#include "llvm/ADT/SmallPtrSet.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/Analysis/LoopInfo.h"
#include "llvm/IR/CFG.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/Module.h"
#include "llvm/Transforms/Utils/Cloning.h"
#include "llvm/Transforms/Utils/ValueMapper.h"

#include <vector>

namespace wexn::optimize {

using namespace llvm;
using ir::MemoryFacts;

namespace {

constexpr size_t kMostAtEnd = 16;     // instructions that are there twice
constexpr unsigned kMostBlocks = 40;  // of a loop: in a larger one, registers have other uses
constexpr unsigned kMostWays = 64;    // to what ends a round
constexpr unsigned kMostDepth = 6;    // of a sum
constexpr size_t kLargestRound = 200; // one that leaves the value as it is

class Splitter {
public:
  Splitter(Function &f, const LoopInfo &loops)
      : loops_(loops), memories_(ir::read_memory_facts(*f.getParent())) {}

  bool run() {
    if (none_of(memories_, [](const MemoryFacts &m) { return m.compares_bounds(); }))
      return false;
    bool changed = false;
    for (const Loop *loop : loops_.getLoopsInPreorder())
      if (!loop->isInnermost())
        changed |= split(*loop);
    return changed;
  }

private:
  const LoopInfo &loops_;
  std::vector<MemoryFacts> memories_;
  using Phis = SmallPtrSet<const PHINode *, 4>;

  bool split(const Loop &loop) const {
    BasicBlock *latch = loop.getLoopLatch();
    if (loop.getNumBlocks() > kMostBlocks || !latch || latch == loop.getHeader() ||
        latch->hasNPredecessorsOrMore(kMostWays + 1) || !can_be_copied(*latch))
      return false;
    const Phis phis = steady_phis(loop, *latch);
    const SmallSetVector<BasicBlock *, 8> all(pred_begin(latch), pred_end(latch));
    SmallVector<BasicBlock *, 4> ways;
    for (BasicBlock *way : all)
      if (!isa<IndirectBrInst>(way->getTerminator()) && stays_on(*way, phis, *latch) &&
          gains(loop, *way, phis))
        ways.push_back(way);
    if (ways.empty() || ways.size() == all.size())
      return false;
    copy_for(ways, *latch);
    return true;
  }

  // What is computed in it goes by phis to where else it is wanted.
  static bool can_be_copied(const BasicBlock &block) {
    if (block.size() > kMostAtEnd || block.isEHPad() || !isa<BranchInst>(block.getTerminator()))
      return false;
    return all_of(block, [&](const Instruction &i) {
      const auto *call = dyn_cast<CallBase>(&i);
      return !i.getType()->isTokenTy() &&
             !(call && (call->cannotDuplicate() || call->isConvergent())) &&
             all_of(i.uses(), [&](const Use &use) {
               const auto *user = cast<Instruction>(use.getUser());
               const auto *phi = dyn_cast<PHINode>(user);
               return phi ? phi->getIncomingBlock(use) == &block : user->getParent() == &block;
             });
    });
  }

  // Those of the loop that stay as they are on some ways.
  static Phis steady_phis(const Loop &loop, const BasicBlock &latch) {
    Phis found;
    for (const PHINode &phi : loop.getHeader()->phis())
      if (const auto *next = dyn_cast<PHINode>(phi.getIncomingValueForBlock(&latch));
          next && next->getParent() == &latch && is_contained(next->incoming_values(), &phi))
        found.insert(&phi);
    return found;
  }

  static bool stays_on(const BasicBlock &way, const Phis &phis, const BasicBlock &latch) {
    return !phis.empty() && all_of(phis, [&](const PHINode *phi) {
      return cast<PHINode>(phi->getIncomingValueForBlock(&latch))->getIncomingValueForBlock(&way) ==
             phi;
    });
  }

  // Whether rounds that end so are short, without loops, and check what is made of such phis alone.
  bool gains(const Loop &loop, BasicBlock &way, const Phis &phis) const {
    SmallSetVector<BasicBlock *, 16> round;
    round.insert(&way);
    size_t size = 0;
    bool checks = false;
    for (size_t i = 0; i < round.size(); ++i) { // it grows
      BasicBlock *block = round[i];
      size += block->size();
      if (size > kLargestRound || loops_.getLoopFor(block) != &loop)
        return false;
      checks |= any_of(*block, [&](Instruction &each) {
        const auto check = ir::access_check(each);
        bool of_phi = false;
        return check && memories_[check->memory].compares_bounds() &&
               stays(*check->index, loop, phis, kMostDepth, of_phi) && of_phi;
      });
      if (block != loop.getHeader())
        round.insert(pred_begin(block), pred_end(block));
    }
    return checks;
  }

  // `of_phi`: whether there is such a phi among what it is made of.
  static bool stays(const Value &v, const Loop &loop, const Phis &phis, unsigned depth,
                    bool &of_phi) {
    const auto *made = dyn_cast<Instruction>(&v);
    if (!made || !loop.contains(made))
      return true;
    if (const auto *phi = dyn_cast<PHINode>(made))
      return of_phi = phis.contains(phi);
    return depth && isa<BinaryOperator, CastInst>(made) &&
           all_of(made->operands(),
                  [&](const Use &part) { return stays(*part, loop, phis, depth - 1, of_phi); });
  }

  static void copy_for(ArrayRef<BasicBlock *> ways, BasicBlock &latch) {
    ValueToValueMapTy map;
    BasicBlock *copy = CloneBasicBlock(&latch, map, ".steady", latch.getParent());
    copy->moveAfter(&latch);
    map[&latch] = copy;
    remapInstructionsInBlocks({copy}, map);
    const SmallPtrSet<const BasicBlock *, 4> moved(ways.begin(), ways.end());
    for (PHINode &phi : make_early_inc_range(copy->phis()))
      phi.removeIncomingValueIf(
          [&](unsigned i) { return !moved.contains(phi.getIncomingBlock(i)); },
          /*DeletePHIIfEmpty=*/false);
    for (PHINode &phi : make_early_inc_range(latch.phis()))
      phi.removeIncomingValueIf([&](unsigned i) { return moved.contains(phi.getIncomingBlock(i)); },
                                /*DeletePHIIfEmpty=*/false);
    for (BasicBlock *to : successors(&latch))
      for (PHINode &phi : to->phis()) {
        Value *value = phi.getIncomingValueForBlock(&latch);
        const auto known = map.find(value);
        phi.addIncoming(known == map.end() ? value : cast<Value>(known->second), copy);
      }
    for (BasicBlock *way : ways)
      way->getTerminator()->replaceSuccessorWith(&latch, copy);
    for (PHINode &phi : make_early_inc_range(copy->phis()))
      if (Value *one = phi.hasConstantValue()) {
        phi.replaceAllUsesWith(one);
        phi.eraseFromParent();
      }
  }
};

} // namespace

PreservedAnalyses SteadyRoundsPass::run(Function &f, FunctionAnalysisManager &am) {
  return Splitter(f, am.getResult<LoopAnalysis>(f)).run() ? PreservedAnalyses::none()
                                                          : PreservedAnalyses::all();
}

} // namespace wexn::optimize
