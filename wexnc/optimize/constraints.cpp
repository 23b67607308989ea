// See constraints.h. Of a loop it asks whether a counter can wrap, which ScalarEvolution may decide
// by what a number was in the round before (round_values.h): a compare with what the counter begins
// with was taken for decided. Hiding such numbers would cost compares that hang on them. So it sees
// no loops, and asks nothing; what branches say it finds out itself. In none of the programs of the
// bench did it need more.
//
// What it relies on: in LLVM 19 the pass has no other use for loops and ScalarEvolution than
// addInfoForInductions, which wants the loop of a block.
#include "wexnc/optimize/constraints.h"

#include "llvm/Analysis/AssumptionCache.h"
#include "llvm/Analysis/LoopInfo.h"
#include "llvm/Analysis/OptimizationRemarkEmitter.h"
#include "llvm/Analysis/ScalarEvolution.h"
#include "llvm/Analysis/TargetLibraryInfo.h"
#include "llvm/Analysis/TargetTransformInfo.h"
#include "llvm/IR/Dominators.h"
#include "llvm/IR/PassInstrumentation.h"

namespace wexn::optimize {

using namespace llvm;

namespace {

// In place of LoopAnalysis.
struct NoLoops : AnalysisInfoMixin<NoLoops> {
  using Result = LoopInfo;
  static AnalysisKey *ID() { return LoopAnalysis::ID(); }
  static LoopInfo run(Function & /*f*/, FunctionAnalysisManager & /*am*/) { return {}; }
};

} // namespace

PreservedAnalyses ConstraintsPass::run(Function &f, FunctionAnalysisManager & /*am*/) {
  FunctionAnalysisManager own;
  own.registerPass([] { return AssumptionAnalysis(); });
  own.registerPass([] { return DominatorTreeAnalysis(); });
  own.registerPass([] { return NoLoops(); });
  own.registerPass([] { return OptimizationRemarkEmitterAnalysis(); });
  own.registerPass([] { return PassInstrumentationAnalysis(); });
  own.registerPass([] { return ScalarEvolutionAnalysis(); });
  own.registerPass([] { return TargetIRAnalysis(); });
  own.registerPass([] { return TargetLibraryAnalysis(); });
  return ConstraintEliminationPass().run(f, own);
}

} // namespace wexn::optimize
