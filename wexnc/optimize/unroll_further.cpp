// See unroll_further.h.
#include "wexnc/optimize/unroll_further.h"

#include "llvm/ADT/SmallPtrSet.h"
#include "llvm/Analysis/LoopInfo.h"
#include "llvm/Analysis/OptimizationRemarkEmitter.h"
#include "llvm/Analysis/ScalarEvolution.h"
#include "llvm/Analysis/ScalarEvolutionExpressions.h"
#include "llvm/Analysis/TargetTransformInfo.h"
#include "llvm/IR/Function.h"
#include "llvm/IR/Instructions.h"
#include "llvm/Transforms/Utils/LoopUtils.h"
#include "llvm/Transforms/Utils/UnrollLoop.h"

#include <cstdint>
#include <optional>

namespace wexn::optimize {

using namespace llvm;

namespace {

constexpr unsigned kMostSteps = 4;
constexpr uint64_t kMostOfWhole = 300; // instructions in all rounds, as LLVM's at -O3
constexpr uint64_t kMostBeyond = 4; // the limit of what LLVM unrolls: an instruction of each step

// How many steps LLVM would unroll to in part.
unsigned usual_steps(const UnrollCostEstimator &cost,
                     const TargetTransformInfo::UnrollingPreferences &wanted, unsigned rounds) {
  unsigned steps = kMostSteps;
  while (steps > 1 &&
         (rounds % steps != 0 || cost.getUnrolledLoopSize(wanted, steps) > wanted.PartialThreshold))
    --steps;
  return steps;
}

// Whether it loads vectors that the loop around it has the same of in each of its rounds.
bool loads_again(const Loop &loop, const Loop &around, ScalarEvolution &evolution) {
  return any_of(*loop.getHeader(), [&](Instruction &i) {
    auto *load = dyn_cast<LoadInst>(&i);
    if (!load || !load->getType()->isVectorTy())
      return false;
    const auto *steps = dyn_cast<SCEVAddRecExpr>(evolution.getSCEV(load->getPointerOperand()));
    return steps && steps->getLoop() == &loop &&
           evolution.isLoopInvariant(steps->getStart(), &around);
  });
}

// Whether it does what a loop of vectors has left over.
bool is_rest(const Loop &loop) {
  return getBooleanLoopAttribute(&loop, "llvm.loop.isvectorized") &&
         none_of(*loop.getHeader(), [](const Instruction &i) { return i.getType()->isVectorTy(); });
}

bool pays_as_a_whole(const Loop &loop, ScalarEvolution &evolution) {
  const Loop *around = loop.getParentLoop();
  return around && (loads_again(loop, *around, evolution) || is_rest(loop));
}

} // namespace

PreservedAnalyses UnrollFurtherPass::run(Function &f, FunctionAnalysisManager &am) {
  auto &loops = am.getResult<LoopAnalysis>(f);
  if (loops.empty() || f.hasOptSize())
    return PreservedAnalyses::all();
  auto &evolution = am.getResult<ScalarEvolutionAnalysis>(f);
  auto &target = am.getResult<TargetIRAnalysis>(f);
  auto &remarks = am.getResult<OptimizationRemarkEmitterAnalysis>(f);
  for (Loop *loop : loops.getLoopsInPreorder()) {
    if (!loop->isInnermost() || loop->getNumBlocks() != 1)
      continue;
    const unsigned rounds = evolution.getSmallConstantTripCount(loop);
    const bool as_usual = !loop->getLoopID() && rounds % kMostSteps == 0;
    const bool pays = rounds != 0 && pays_as_a_whole(*loop, evolution);
    if (rounds == 0 || !(as_usual || pays))
      continue;
    const auto wanted = gatherUnrollingPreferences(
        loop, evolution, target, nullptr, nullptr, remarks, level_, std::nullopt, std::nullopt,
        std::nullopt, std::nullopt, std::nullopt, std::nullopt);
    const UnrollCostEstimator cost(loop, target, SmallPtrSet<const Value *, 1>(), wanted.BEInsns);
    if (!cost.canUnroll())
      continue;
    const uint64_t whole = cost.getUnrolledLoopSize(wanted, rounds);
    if (pays && whole <= kMostOfWhole) {
      addStringMetadataToLoop(loop, "llvm.loop.unroll.full");
      continue;
    }
    if (!as_usual || !wanted.Partial)
      continue;
    const bool as_a_whole =
        whole <= uint64_t{wanted.Threshold} * wanted.MaxPercentThresholdBoost / 100;
    if (!as_a_whole && usual_steps(cost, wanted, rounds) == kMostSteps / 2 &&
        cost.getUnrolledLoopSize(wanted, kMostSteps) <= wanted.PartialThreshold + kMostBeyond)
      addStringMetadataToLoop(loop, "llvm.loop.unroll.count", kMostSteps);
  }
  return PreservedAnalyses::all();
}

} // namespace wexn::optimize
