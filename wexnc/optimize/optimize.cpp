#include "wexnc/optimize/optimize.h"

#include "wexnc/optimize/array_versions.h"
#include "wexnc/optimize/exact.h"
#include "wexnc/optimize/forward_stores.h"
#include "wexnc/optimize/inline_depth.h"
#include "wexnc/optimize/local_throw.h"
#include "wexnc/optimize/narrow_phis.h"
#include "wexnc/optimize/proven_checks.h"
#include "wexnc/optimize/range_versions.h"
#include "wexnc/optimize/reroll.h"
#include "wexnc/optimize/scan.h"
#include "wexnc/optimize/vector_ops.h"
#include "wexnc/support/result.h"

#include "llvm/Analysis/InlineCost.h"
#include "llvm/Analysis/TargetLibraryInfo.h"
#include "llvm/IR/PassInstrumentation.h"
#include "llvm/Passes/PassBuilder.h"
#include "llvm/Transforms/IPO/FunctionAttrs.h"
#include "llvm/Transforms/IPO/GlobalDCE.h"
#include "llvm/Transforms/IPO/Inliner.h"
#include "llvm/Transforms/InstCombine/InstCombine.h"
#include "llvm/Transforms/Scalar/EarlyCSE.h"
#include "llvm/Transforms/Scalar/SROA.h"
#include "llvm/Transforms/Scalar/SimplifyCFG.h"
#include "llvm/Transforms/Utils/LCSSA.h"
#include "llvm/Transforms/Utils/LoopSimplify.h"

namespace wexn::optimize {

using namespace llvm;

namespace {

OptimizationLevel llvm_level(OptLevel level) {
  switch (level) {
  case OptLevel::O0:
    return OptimizationLevel::O0;
  case OptLevel::O1:
    return OptimizationLevel::O1;
  case OptLevel::O2:
    return OptimizationLevel::O2;
  case OptLevel::O3:
    return OptimizationLevel::O3;
  case OptLevel::Os:
    return OptimizationLevel::Os;
  case OptLevel::Oz:
    return OptimizationLevel::Oz;
  }
  bug("optimisation level");
}

// What the inliner has to see of a caller: which arguments are constant.
FunctionPassManager promotion() {
  FunctionPassManager fpm;
  fpm.addPass(SROAPass(SROAOptions::ModifyCFG));
  fpm.addPass(EarlyCSEPass());
  fpm.addPass(SimplifyCFGPass());
  return fpm;
}

// Cheap clean-up, of a function before it is inlined into others: promotes locals, folds constants,
// removes what is certainly dead.
FunctionPassManager light_simplification() {
  FunctionPassManager fpm;
  fpm.addPass(SROAPass(SROAOptions::ModifyCFG));
  fpm.addPass(EarlyCSEPass(/*UseMemorySSA=*/true));
  fpm.addPass(SimplifyCFGPass());
  fpm.addPass(InstCombinePass());
  fpm.addPass(SimplifyCFGPass());
  return fpm;
}

// From what number of instructions in a block on a pass is not run, since it takes time with their
// square: SLPVectorizer compares each load of a block with all others; InstCombine adds
// instructions and asks then which of two comes first, for which all are numbered again.
size_t too_many(StringRef pass) {
  return pass == "SLPVectorizerPass" ? 4000 : pass == "InstCombinePass" ? 20'000 : SIZE_MAX;
}

// What of LLVM's pipelines is run. LoopLoadElimination is not: it hands a store's value to the load
// of the next round without looking at stores in between that overlap the load in part; nothing of
// WebAssembly forbids them. And what has to be run on functions that are not optimised is not asked
// for here.
bool is_wanted(StringRef pass, const Any &unit) {
  const size_t limit = too_many(pass);
  const auto *const *f = any_cast<const Function *>(&unit);
  if (f && (*f)->hasOptNone())
    return false;
  if (limit != SIZE_MAX && f)
    return none_of(**f, [&](const BasicBlock &block) { return block.size() >= limit; });
  return pass != "LoopLoadEliminationPass";
}

} // namespace

void run(Module &module, TargetMachine &machine, OptLevel opt,
         const std::function<void(PassInstrumentationCallbacks &)> &instrument) {
  const OptimizationLevel level = llvm_level(opt);
  PipelineTuningOptions tuning;
  tuning.LoopVectorization = level.getSpeedupLevel() > 1 && level.getSizeLevel() < 2;
  tuning.SLPVectorization = tuning.LoopVectorization;
  tuning.LoopInterleaving = tuning.LoopVectorization;
  tuning.MergeFunctions = false;
  PassInstrumentationCallbacks callbacks;
  callbacks.registerShouldRunOptionalPassCallback(is_wanted);
  if (instrument)
    instrument(callbacks);
  PassBuilder builder(&machine, tuning, std::nullopt, &callbacks);

  if (tuning.LoopVectorization) {
    builder.registerVectorizerStartEPCallback([](FunctionPassManager &fpm, OptimizationLevel) {
      fpm.addPass(ScanPass());
      fpm.addPass(LoopSimplifyPass());
      fpm.addPass(LCSSAPass());
      fpm.addPass(ArrayVersionsPass());
    });
    builder.registerOptimizerLastEPCallback([](ModulePassManager &mpm, OptimizationLevel) {
      mpm.addPass(createModuleToFunctionPassAdaptor(WidenPhisPass()));
      mpm.addPass(createModuleToFunctionPassAdaptor(ForwardStoresPass()));
    });
  }

  LoopAnalysisManager lam;
  FunctionAnalysisManager fam;
  CGSCCAnalysisManager cgam;
  ModuleAnalysisManager mam;
  // No library functions: a loop that fills memory must not become a call of memset, in which a
  // fault would be no trap.
  TargetLibraryInfoImpl no_library(machine.getTargetTriple());
  no_library.disableAllFunctions();
  fam.registerPass([&] { return TargetLibraryAnalysis(no_library); });
  builder.registerModuleAnalyses(mam);
  builder.registerCGSCCAnalyses(cgam);
  builder.registerFunctionAnalyses(fam);
  builder.registerLoopAnalyses(lam);
  builder.crossRegisterProxies(lam, fam, cgam, mam);

  ModulePassManager mpm;
  if (opt == OptLevel::O0) {
    FunctionPassManager exact;
    exact.addPass(CompareBoundsPass());
    exact.addPass(PinAccessesPass());
    mpm.addPass(createModuleToFunctionPassAdaptor(std::move(exact)));
    mpm.run(module, mam);
    return;
  }
  mpm.addPass(createModuleToFunctionPassAdaptor(promotion()));
  ModuleInlinerWrapperPass inliner(getInlineParams(level.getSpeedupLevel(), level.getSizeLevel()));
  inliner.getPM().addPass(PostOrderFunctionAttrsPass());
  FunctionPassManager inlined = light_simplification();
  inlined.addPass(InlineDepthPass());
  inliner.getPM().addPass(createCGSCCToFunctionPassAdaptor(std::move(inlined)));
  mpm.addPass(std::move(inliner));
  mpm.addPass(GlobalDCEPass());
  FunctionPassManager fpm;
  if (machine.getTargetTriple().isX86())
    fpm.addPass(VectorOpsPass());
  fpm.addPass(LocalThrowPass());
  fpm.addPass(ProvenChecksPass());
  fpm.addPass(LoopSimplifyPass());
  fpm.addPass(LCSSAPass());
  fpm.addPass(RangeVersionsPass(level.getSizeLevel() ? RangeVersionsPass::Aim::Size
                                                     : RangeVersionsPass::Aim::Speed,
                                tuning.LoopVectorization));
  if (tuning.LoopVectorization) {
    fpm.addPass(LoopSimplifyPass());
    fpm.addPass(LCSSAPass());
    fpm.addPass(RerollPass());
    fpm.addPass(NarrowPhisPass());
  }
  fpm.addPass(CompareBoundsPass());
  fpm.addPass(builder.buildFunctionSimplificationPipeline(level, ThinOrFullLTOPhase::None));
  mpm.addPass(createModuleToFunctionPassAdaptor(std::move(fpm), /*EagerlyInvalidate=*/true));
  mpm.addPass(builder.buildModuleOptimizationPipeline(level, ThinOrFullLTOPhase::None));
  mpm.addPass(createModuleToFunctionPassAdaptor(ProvenChecksPass()));
  mpm.addPass(createModuleToFunctionPassAdaptor(PinAccessesPass()));
  mpm.run(module, mam);
}

} // namespace wexn::optimize
