// See unroll_further.h.
#include "wexnc/optimize/unroll_further.h"

#include "llvm/ADT/SmallPtrSet.h"
#include "llvm/Analysis/LoopInfo.h"
#include "llvm/Analysis/OptimizationRemarkEmitter.h"
#include "llvm/Analysis/ScalarEvolution.h"
#include "llvm/Analysis/TargetTransformInfo.h"
#include "llvm/IR/Function.h"
#include "llvm/Transforms/Utils/LoopUtils.h"
#include "llvm/Transforms/Utils/UnrollLoop.h"

#include <cstdint>
#include <optional>

namespace wexn::optimize {

using namespace llvm;

namespace {

constexpr unsigned kMostSteps = 4;
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

} // namespace

PreservedAnalyses UnrollFurtherPass::run(Function &f, FunctionAnalysisManager &am) {
  auto &loops = am.getResult<LoopAnalysis>(f);
  if (loops.empty() || f.hasOptSize())
    return PreservedAnalyses::all();
  auto &evolution = am.getResult<ScalarEvolutionAnalysis>(f);
  auto &target = am.getResult<TargetIRAnalysis>(f);
  auto &remarks = am.getResult<OptimizationRemarkEmitterAnalysis>(f);
  for (Loop *loop : loops.getLoopsInPreorder()) {
    if (!loop->isInnermost() || loop->getNumBlocks() != 1 || loop->getLoopID())
      continue;
    const unsigned rounds = evolution.getSmallConstantTripCount(loop);
    if (rounds == 0 || rounds % kMostSteps != 0)
      continue;
    const auto wanted = gatherUnrollingPreferences(
        loop, evolution, target, nullptr, nullptr, remarks, level_, std::nullopt, std::nullopt,
        std::nullopt, std::nullopt, std::nullopt, std::nullopt);
    const UnrollCostEstimator cost(loop, target, SmallPtrSet<const Value *, 1>(), wanted.BEInsns);
    if (!wanted.Partial || !cost.canUnroll())
      continue;
    const uint64_t whole = cost.getUnrolledLoopSize(wanted, rounds);
    const bool as_a_whole =
        whole <= uint64_t{wanted.Threshold} * wanted.MaxPercentThresholdBoost / 100;
    if (!as_a_whole && usual_steps(cost, wanted, rounds) == kMostSteps / 2 &&
        cost.getUnrolledLoopSize(wanted, kMostSteps) <= wanted.PartialThreshold + kMostBeyond)
      addStringMetadataToLoop(loop, "llvm.loop.unroll.count", kMostSteps);
  }
  return PreservedAnalyses::all();
}

} // namespace wexn::optimize
