// See optimize.h. What runs when, in the order of this file's sections:
//   1. Functions are inlined, callees first, each cleaned up before.
//   2. What translation left as marks becomes code; loops get versions without checks, and are put
//      back as they were before another compiler unrolled them; then LLVM simplifies all of it.
//   3. Vectors, unrolled loops, and the forms that passes before would have undone.
//   4. Checks of accesses become what their memory's mode needs.
//   5. prepare_selection(), behind what parts.cpp adds meanwhile (checks of the stack and of
//      interrupts): forms that the processor has instructions and registers for.
// Which pass is left out of which function or loop: pass_limits.h.
#include "wexnc/optimize/optimize.h"

#include "wexnc/ir/access_check.h"
#include "wexnc/optimize/array_versions.h"
#include "wexnc/optimize/bit_rounds.h"
#include "wexnc/optimize/check_rows.h"
#include "wexnc/optimize/cold_ends.h"
#include "wexnc/optimize/dead_ways.h"
#include "wexnc/optimize/direct_ways.h"
#include "wexnc/optimize/early_checks.h"
#include "wexnc/optimize/early_returns.h"
#include "wexnc/optimize/exact.h"
#include "wexnc/optimize/exact_minimum.h"
#include "wexnc/optimize/exact_nans.h"
#include "wexnc/optimize/far_sums.h"
#include "wexnc/optimize/few_restarts.h"
#include "wexnc/optimize/field_shifts.h"
#include "wexnc/optimize/float_ranges.h"
#include "wexnc/optimize/forward_stores.h"
#include "wexnc/optimize/frame_base.h"
#include "wexnc/optimize/indefinite_integers.h"
#include "wexnc/optimize/index_pointers.h"
#include "wexnc/optimize/inline_depth.h"
#include "wexnc/optimize/joined_checks.h"
#include "wexnc/optimize/known_compares.h"
#include "wexnc/optimize/large_tables.h"
#include "wexnc/optimize/last_steps.h"
#include "wexnc/optimize/limits.h"
#include "wexnc/optimize/local_throw.h"
#include "wexnc/optimize/long_ways.h"
#include "wexnc/optimize/loop_bases.h"
#include "wexnc/optimize/loop_complements.h"
#include "wexnc/optimize/narrow_phis.h"
#include "wexnc/optimize/near_uses.h"
#include "wexnc/optimize/nonzero.h"
#include "wexnc/optimize/own_returns.h"
#include "wexnc/optimize/pass_limits.h"
#include "wexnc/optimize/phi_steps.h"
#include "wexnc/optimize/proven_checks.h"
#include "wexnc/optimize/range_versions.h"
#include "wexnc/optimize/reroll.h"
#include "wexnc/optimize/round_values.h"
#include "wexnc/optimize/scan.h"
#include "wexnc/optimize/search_ahead.h"
#include "wexnc/optimize/shifted_sums.h"
#include "wexnc/optimize/short_copies.h"
#include "wexnc/optimize/start_versions.h"
#include "wexnc/optimize/steady_rounds.h"
#include "wexnc/optimize/sum_parts.h"
#include "wexnc/optimize/sure_steps.h"
#include "wexnc/optimize/switch_conditions.h"
#include "wexnc/optimize/switch_ways.h"
#include "wexnc/optimize/table_calls.h"
#include "wexnc/optimize/unroll_further.h"
#include "wexnc/optimize/vain_versions.h"
#include "wexnc/optimize/vector_ops.h"
#include "wexnc/optimize/whole_lanes.h"
#include "wexnc/optimize/whole_rounds.h"
#include "wexnc/optimize/wide_divisions.h"
#include "wexnc/optimize/wide_indices.h"
#include "wexnc/support/result.h"

#include "llvm/Analysis/InlineCost.h"
#include "llvm/Analysis/LoopInfo.h"
#include "llvm/Analysis/TargetLibraryInfo.h"
#include "llvm/IR/PassInstrumentation.h"
#include "llvm/Passes/PassBuilder.h"
#include "llvm/Transforms/AggressiveInstCombine/AggressiveInstCombine.h"
#include "llvm/Transforms/IPO/ConstantMerge.h"
#include "llvm/Transforms/IPO/ElimAvailExtern.h"
#include "llvm/Transforms/IPO/FunctionAttrs.h"
#include "llvm/Transforms/IPO/GlobalDCE.h"
#include "llvm/Transforms/IPO/Inliner.h"
#include "llvm/Transforms/InstCombine/InstCombine.h"
#include "llvm/Transforms/Scalar/ADCE.h"
#include "llvm/Transforms/Scalar/BDCE.h"
#include "llvm/Transforms/Scalar/DeadStoreElimination.h"
#include "llvm/Transforms/Scalar/DivRemPairs.h"
#include "llvm/Transforms/Scalar/EarlyCSE.h"
#include "llvm/Transforms/Scalar/Float2Int.h"
#include "llvm/Transforms/Scalar/GVN.h"
#include "llvm/Transforms/Scalar/IndVarSimplify.h"
#include "llvm/Transforms/Scalar/InferAlignment.h"
#include "llvm/Transforms/Scalar/InstSimplifyPass.h"
#include "llvm/Transforms/Scalar/JumpThreading.h"
#include "llvm/Transforms/Scalar/LICM.h"
#include "llvm/Transforms/Scalar/LoopDeletion.h"
#include "llvm/Transforms/Scalar/LoopIdiomRecognize.h"
#include "llvm/Transforms/Scalar/LoopInstSimplify.h"
#include "llvm/Transforms/Scalar/LoopPassManager.h"
#include "llvm/Transforms/Scalar/LoopRotation.h"
#include "llvm/Transforms/Scalar/LoopSimplifyCFG.h"
#include "llvm/Transforms/Scalar/LoopStrengthReduce.h"
#include "llvm/Transforms/Scalar/LoopUnrollPass.h"
#include "llvm/Transforms/Scalar/MergedLoadStoreMotion.h"
#include "llvm/Transforms/Scalar/Reassociate.h"
#include "llvm/Transforms/Scalar/SROA.h"
#include "llvm/Transforms/Scalar/SimpleLoopUnswitch.h"
#include "llvm/Transforms/Scalar/SimplifyCFG.h"
#include "llvm/Transforms/Scalar/TailRecursionElimination.h"
#include "llvm/Transforms/Utils/CanonicalizeFreezeInLoops.h"
#include "llvm/Transforms/Utils/LCSSA.h"
#include "llvm/Transforms/Utils/LoopSimplify.h"
#include "llvm/Transforms/Vectorize/VectorCombine.h"

#include <utility>

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

// What passes ask, and who is asked whether they are to run.
struct Managers {
  explicit Managers(TargetMachine &machine)
      : no_library(machine.getTargetTriple()),
        builder(&machine, PipelineTuningOptions(), std::nullopt, &callbacks) {
    callbacks.registerShouldRunOptionalPassCallback(is_wanted);
    // No library functions: a loop that fills memory must not become a call of memset, in which a
    // fault would be no trap.
    no_library.disableAllFunctions();
    function.registerPass([this] { return TargetLibraryAnalysis(no_library); });
    builder.registerModuleAnalyses(module);
    builder.registerCGSCCAnalyses(scc);
    builder.registerFunctionAnalyses(function);
    builder.registerLoopAnalyses(loop);
    builder.crossRegisterProxies(loop, function, scc, module);
  }

  PassInstrumentationCallbacks callbacks;
  TargetLibraryInfoImpl no_library;
  PassBuilder builder;
  LoopAnalysisManager loop;
  FunctionAnalysisManager function;
  CGSCCAnalysisManager scc;
  ModuleAnalysisManager module;
};

// ---- How passes are put in rows

void add_to_functions(ModulePassManager &mpm, FunctionPassManager fpm) {
  mpm.addPass(createModuleToFunctionPassAdaptor(std::move(fpm), /*EagerlyInvalidate=*/true));
}

template <typename Pass> ModulePassManager module_passes(Pass pass) {
  ModulePassManager mpm;
  mpm.addPass(std::move(pass));
  return mpm;
}

// Runs passes, and others to tidy up behind them, if they changed anything.
class AndThen : public PassInfoMixin<AndThen> {
public:
  AndThen(FunctionPassManager first, FunctionPassManager then)
      : first_(std::move(first)), then_(std::move(then)) {}
  static bool isRequired() { return true; } // each pass in it is asked for
  PreservedAnalyses run(Function &f, FunctionAnalysisManager &am) {
    PreservedAnalyses kept = first_.run(f, am);
    if (!kept.areAllPreserved())
      kept.intersect(then_.run(f, am));
    return kept;
  }

private:
  FunctionPassManager first_, then_;
};

template <typename... Passes> FunctionPassManager passes(Passes &&...each) {
  FunctionPassManager fpm;
  (fpm.addPass(std::forward<Passes>(each)), ...);
  return fpm;
}

// The form that our passes over loops want.
FunctionPassManager loop_form() { return passes(LoopSimplifyPass(), LCSSAPass()); }

enum class Uses { Memory, LoopsAlone }; // what the passes of a row ask for
template <typename... Passes> auto loop_passes(Uses uses, Passes &&...each) {
  LoopPassManager lpm;
  (lpm.addPass(std::forward<Passes>(each)), ...);
  return createFunctionToLoopPassAdaptor(std::move(lpm), /*UseMemorySSA=*/uses == Uses::Memory);
}

LICMPass hoist(bool speculate) {
  LICMOptions options;
  options.AllowSpeculation = speculate;
  return options;
}

SimplifyCFGPass all_of_simplify_cfg() {
  return SimplifyCFGPass(SimplifyCFGOptions()
                             .forwardSwitchCondToPhi(true)
                             .convertSwitchRangeToICmp(true)
                             .convertSwitchToLookupTable(true)
                             .needCanonicalLoops(false)
                             .hoistCommonInsts(true)
                             .sinkCommonInsts(true));
}

// ---- 1. Inlining

// Where room counts more than time, code generation and our own passes are told by attributes.
void favour_size(Module &module, OptimizationLevel level) {
  for (Function &f : module)
    if (level.getSizeLevel() > 0 && !f.isDeclaration() && !f.hasOptNone()) {
      f.addFnAttr(Attribute::OptimizeForSize);
      if (level.getSizeLevel() > 1)
        f.addFnAttr(Attribute::MinSize);
    }
}

// What the inliner has to see of a caller: which arguments are constant.
FunctionPassManager promotion() {
  FunctionPassManager fpm;
  fpm.addPass(SROAPass(SROAOptions::ModifyCFG));
  fpm.addPass(EarlyCSEPass());
  fpm.addPass(DeadWaysPass());
  fpm.addPass(SimplifyCFGPass());
  return fpm;
}

// Cheap clean-up, of a function before it is inlined into others: promotes locals, folds constants,
// removes what is certainly dead. At -O1, what is computed twice is left for later.
FunctionPassManager light_simplification(OptimizationLevel level) {
  FunctionPassManager fpm;
  fpm.addPass(SROAPass(SROAOptions::ModifyCFG));
  if (level.getSpeedupLevel() > 1) {
    fpm.addPass(EarlyCSEPass(/*UseMemorySSA=*/true));
    fpm.addPass(SimplifyCFGPass());
  }
  fpm.addPass(FarSumsPass());
  fpm.addPass(InstCombinePass());
  fpm.addPass(FloatRangesPass());
  fpm.addPass(SimplifyCFGPass());
  return fpm;
}

// Functions are inlined, callees first, each cleaned up before.
void add_inlining(ModulePassManager &mpm, OptimizationLevel level) {
  mpm.addPass(createModuleToFunctionPassAdaptor(promotion()));
  if (level.getSizeLevel() < 2)
    mpm.addPass(ColdEndsPass());
  ModuleInlinerWrapperPass inliner(getInlineParams(level.getSpeedupLevel(), level.getSizeLevel()));
  inliner.getPM().addPass(PostOrderFunctionAttrsPass());
  FunctionPassManager inlined = light_simplification(level);
  inlined.addPass(InlineDepthPass());
  inliner.getPM().addPass(createCGSCCToFunctionPassAdaptor(std::move(inlined)));
  mpm.addPass(LargeTablesPass(module_passes(std::move(inliner))));
  mpm.addPass(EliminateAvailableExternallyPass()); // small functions of other parts
  mpm.addPass(GlobalDCEPass());
}

// ---- 2. Simplification

// The rows of passes below are shorter than LLVM's: most modules come out of LLVM and have been
// through those already. Where a pass found next to nothing in them that the one before it had not,
// it runs once; tidying up behind a pass that seldom does anything waits until it does. Not run are
// ConstraintElimination and, behind the vectorisers, VectorCombine: no program was faster by them,
// and each has been wrong (tests/run/linear_flags.wast, constraints.wast, shuffle_trees.wast).

// Of a function that everything was inlined into: what it is marked with becomes code, and its
// loops get versions without checks, vectors that go ahead of searches, and their rounds back that
// the module's compiler had unrolled.
FunctionPassManager versions(const TargetMachine &machine, bool vectorize, bool compares) {
  FunctionPassManager fpm;
  if (machine.getTargetTriple().isX86())
    fpm.addPass(VectorOpsPass());
  fpm.addPass(LocalThrowPass());
  fpm.addPass(ProvenChecksPass());
  fpm.addPass(LongWaysPass());
  if (vectorize || compares) {
    fpm.addPass(loop_form());
    if (vectorize)
      fpm.addPass(AndThen(passes(WithoutOtherRounds<SearchAheadPass>()), loop_form()));
    if (vectorize)
      fpm.addPass(WithoutOtherRounds<WholeRoundsPass>());
    if (vectorize && compares)
      fpm.addPass(AndThen(passes(SteadyRoundsPass()), loop_form()));
    fpm.addPass(WithoutOtherRounds(RangeVersionsPass(vectorize)));
  }
  if (vectorize) {
    fpm.addPass(loop_form());
    if (compares)
      fpm.addPass(EarlyChecksPass());
    fpm.addPass(WithoutOtherRounds<RerollPass>());
    fpm.addPass(NarrowPhisPass());
  }
  return fpm;
}

// Of a function that everything was inlined into and whose loops have their versions.
FunctionPassManager simplification(OptimizationLevel level) {
  const bool thorough = level.getSpeedupLevel() > 1;
  const auto speedup = static_cast<int>(level.getSpeedupLevel());
  FunctionPassManager fpm;
  if (thorough) {
    fpm.addPass(JumpThreadingPass());
    fpm.addPass(SwitchConditionsPass());
  }
  fpm.addPass(SimplifyCFGPass(SimplifyCFGOptions().convertSwitchRangeToICmp(true)));
  if (thorough) {
    fpm.addPass(AggressiveInstCombinePass());
    fpm.addPass(TailCallElimPass());
    fpm.addPass(ReassociatePass());
  }
  const auto add_loop_passes = [&](auto... last) {
    fpm.addPass(loop_passes(Uses::Memory, LoopInstSimplifyPass(), LoopSimplifyCFGPass(),
                            hoist(false), LoopRotatePass(level != OptimizationLevel::Oz),
                            hoist(true), std::move(last)...));
  };
  // At -O3, loops are divided, too. With MemorySSA also by what a load has that begins them: it
  // would be made in front of the loop as well, before the check of its address, which the loop
  // makes first.
  if (level == OptimizationLevel::O3) {
    add_loop_passes();
    fpm.addPass(loop_passes(Uses::LoopsAlone, SimpleLoopUnswitchPass(/*NonTrivial=*/true)));
  } else {
    add_loop_passes(SimpleLoopUnswitchPass());
  }
  // What loops compute is found out for the passes that want it. Where loops are not vectorised,
  // nor unrolled but for those of few rounds, code is slower with other counters rather than
  // faster.
  if (thorough) {
    fpm.addPass(SimplifyCFGPass());
    fpm.addPass(AndThen(passes(WithoutOtherRounds(passes(loop_passes(
                            Uses::LoopsAlone, LoopIdiomRecognizePass(), IndVarSimplifyPass(),
                            LoopDeletionPass(), LoopFullUnrollPass(speedup))))),
                        passes(SROAPass(SROAOptions::ModifyCFG))));
    fpm.addPass(VectorCombinePass(/*TryEarlyFoldsOnly=*/true));
    fpm.addPass(MergedLoadStoreMotionPass());
    fpm.addPass(GVNPass());
    fpm.addPass(BDCEPass());
    fpm.addPass(InstCombinePass());
    fpm.addPass(KnownComparesPass());
    fpm.addPass(JumpThreadingPass());
  } else { // InstCombine has been there: light_simplification()
    fpm.addPass(EarlyCSEPass(/*UseMemorySSA=*/true));
  }
  fpm.addPass(ADCEPass());
  if (thorough) {
    fpm.addPass(DSEPass());
    fpm.addPass(loop_passes(Uses::Memory, hoist(true)));
  }
  fpm.addPass(SimplifyCFGPass(
      SimplifyCFGOptions().convertSwitchRangeToICmp(true).hoistCommonInsts(true).sinkCommonInsts(
          true)));
  return fpm;
}

// ---- 3. Vectors and unrolled loops

// Once no function changes any more by what is known of others. LoopLoadElimination is not run: it
// hands a store's value to the load of the next round without looking at stores in between that
// overlap the load in part; nothing of WebAssembly forbids them.
FunctionPassManager lowering(OptimizationLevel level, bool vectorize) {
  FunctionPassManager fpm;
  if (level.getSizeLevel() == 0)
    fpm.addPass(EarlyReturnsPass());
  fpm.addPass(
      AndThen(passes(ExactNansPass(ExactNansPass::Fences::KeepSome)), passes(InstCombinePass())));
  fpm.addPass(Float2IntPass());
  if (vectorize) {
    fpm.addPass(WithoutOtherRounds<ScanPass>());
    fpm.addPass(loop_form());
    fpm.addPass(WithoutOtherRounds<ArrayVersionsPass>());
    fpm.addPass(AndThen(passes(WithoutOtherRounds<SureStepsPass>()),
                        passes(InferAlignmentPass(), EarlyCSEPass(), SwitchConditionsPass(),
                               InstCombinePass(), loop_passes(Uses::Memory, hoist(true)),
                               SimplifyCFGPass(), InstCombinePass())));
  }
  fpm.addPass(all_of_simplify_cfg());
  if (vectorize) {
    fpm.addPass(WholeLanesPass());
    fpm.addPass(AndThen(passes(VainVersionsPass()), passes(all_of_simplify_cfg())));
  }
  if (level.getSpeedupLevel() > 1) {
    // Brought into that form first: if nothing else changes, there is nothing to tidy up.
    const auto speedup = static_cast<int>(level.getSpeedupLevel());
    fpm.addPass(loop_form());
    fpm.addPass(BitRoundsPass());
    FunctionPassManager unrolling = passes(LoopUnrollPass(LoopUnrollOptions(speedup)));
    if (vectorize)
      unrolling = passes(UnrollFurtherPass(speedup), std::move(unrolling));
    fpm.addPass(AndThen(passes(WithoutOtherRounds(std::move(unrolling))),
                        passes(SROAPass(SROAOptions::PreserveCFG), InstCombinePass(),
                               loop_passes(Uses::Memory, hoist(true)))));
  }
  fpm.addPass(InferAlignmentPass());
  if (level.getSpeedupLevel() > 1)
    fpm.addPass(NonZeroPass());
  fpm.addPass(InstSimplifyPass());
  fpm.addPass(DivRemPairsPass());
  fpm.addPass(SimplifyCFGPass(SimplifyCFGOptions().convertSwitchRangeToICmp(true)));
  if (vectorize)
    fpm.addPass(
        AndThen(passes(DirectWaysPass()),
                passes(InstSimplifyPass(),
                       SimplifyCFGPass(SimplifyCFGOptions().convertSwitchRangeToICmp(true)))));
  if (vectorize)
    fpm.addPass(WidenPhisPass());
  if (level.getSizeLevel() < 2)
    fpm.addPass(ForwardStoresPass());
  return fpm;
}

// ---- 4. Accesses

// Of a function whose bounds are compared: indices are brought into the form that limits are found
// by, and elsewhere than on x86 (see LimitsPass below) a memory's size that was read is used again.
FunctionPassManager compared(const TargetMachine &machine) {
  FunctionPassManager fpm = passes(FarSumsPass(), InstCombinePass(), SimplifyCFGPass());
  if (!machine.getTargetTriple().isX86())
    fpm.addPass(EarlyCSEPass(/*UseMemorySSA=*/true));
  return fpm;
}

// Checks become what their memory's mode needs. This late, because blocks that end at every access,
// and loops that are left there, are in the way of most passes, which take longer for them, too.
FunctionPassManager accesses(const TargetMachine &machine, OptimizationLevel level,
                             bool vectorize) {
  FunctionPassManager fpm;
  fpm.addPass(ProvenChecksPass(ProvenChecksPass::Sums::BecomeParts));
  if (level == OptimizationLevel::O2 || level == OptimizationLevel::O3)
    fpm.addPass(CheckRowsPass());
  fpm.addPass(AndThen(passes(CompareBoundsPass()), compared(machine)));
  fpm.addPass(ExactNansPass(ExactNansPass::Fences::None));
  // On x86 each compare has its own limit, from memory; elsewhere one that was read stays.
  if (machine.getTargetTriple().isX86())
    fpm.addPass(LimitsPass());
  else
    fpm.addPass(AndThen(passes(LimitsPass()), passes(EarlyCSEPass(/*UseMemorySSA=*/true))));
  fpm.addPass(PinAccessesPass());
  if (vectorize)
    fpm.addPass(StartVersionsPass());
  return fpm;
}

// Without optimisation that is all.
FunctionPassManager accesses_alone(const TargetMachine &machine) {
  FunctionPassManager fpm;
  fpm.addPass(CompareBoundsPass());
  fpm.addPass(PinAccessesPass());
  fpm.addPass(ExactNansPass(ExactNansPass::Fences::AroundComputed));
  if (machine.getTargetTriple().isAArch64())
    fpm.addPass(ExactMinimumPass());
  return fpm;
}

bool compares_bounds(const Module &module) {
  return any_of(ir::read_memory_facts(module),
                [](const ir::MemoryFacts &memory) { return memory.compares_bounds(); });
}

// ---- 5. Before instructions are selected

// LoopStrengthReduce where it does most for its time, which grows faster than a loop: in those that
// do the same in each round, and little. With many ways through it, a loop has less use of a
// counter for each address, and too few registers; where much is done in a round, as in unrolled
// loops, the additions that are saved count for little.
class ReduceShortLoops : public PassInfoMixin<ReduceShortLoops> {
public:
  static StringRef name() { return LoopStrengthReducePass::name(); } // it has the same limits
  PreservedAnalyses run(Loop &loop, LoopAnalysisManager &am, LoopStandardAnalysisResults &results,
                        LPMUpdater &updater) {
    constexpr unsigned kMostBlocks = 2;
    constexpr size_t kMost = 64;
    if (!loop.isInnermost() || loop.getNumBlocks() > kMostBlocks)
      return PreservedAnalyses::all();
    size_t size = 0;
    for (const BasicBlock *block : loop.blocks())
      size += block->size();
    return size > kMost ? PreservedAnalyses::all()
                        : LoopStrengthReducePass().run(loop, am, results, updater);
  }
};

} // namespace

void run(Module &module, TargetMachine &machine, OptLevel opt,
         const std::function<void(PassInstrumentationCallbacks &)> &instrument) {
  const OptimizationLevel level = llvm_level(opt);
  const bool vectorize = level.getSpeedupLevel() > 1 && level.getSizeLevel() < 2;
  Managers managers(machine);
  if (instrument)
    instrument(managers.callbacks);
  ModulePassManager mpm;
  if (opt == OptLevel::O0) {
    add_to_functions(mpm, accesses_alone(machine));
    mpm.run(module, managers.module);
    return;
  }
  favour_size(module, level);
  add_inlining(mpm, level);
  if (vectorize)
    mpm.addPass(ShortCopiesPass());
  add_to_functions(
      mpm, passes(versions(machine, vectorize, compares_bounds(module)), simplification(level)));
  mpm.addPass(LargeTablesPass(module_passes(ReversePostOrderFunctionAttrsPass())));
  add_to_functions(mpm, passes(lowering(level, vectorize), accesses(machine, level, vectorize),
                               OwnReturnsPass()));
  if (opt != OptLevel::O3)
    mpm.addPass(TableCallsPass());
  mpm.addPass(GlobalDCEPass());
  mpm.addPass(ConstantMergePass());
  mpm.run(module, managers.module);
}

void prepare_selection(Module &module, TargetMachine &machine) {
  Managers managers(machine);
  FunctionPassManager fpm;
  const bool x86 = machine.getTargetTriple().isX86();
  if (x86 && machine.getOptLevel() == CodeGenOptLevel::Less)
    fpm.addPass(WithoutOtherRounds(passes(loop_passes(Uses::LoopsAlone, ReduceShortLoops()))));
  else
    fpm.addPass(WithoutOtherRounds(passes(
        loop_passes(Uses::LoopsAlone, CanonicalizeFreezeInLoopsPass(), LoopStrengthReducePass()))));
  if (machine.getTargetTriple().isAArch64()) {
    fpm.addPass(LastStepsPass());
    fpm.addPass(LoopBasesPass());
    fpm.addPass(FieldShiftsPass());
    fpm.addPass(ShiftedSumsPass());
    // What several ways that come together end with is done once, behind them. LLVM's back end has
    // that as its first pass (emit/target_machine.cpp turns it off); extensions of indices must not
    // be among it (wide_indices.h), so it is done before they come, and behind what gives shifts
    // another form.
    fpm.addPass(all_of_simplify_cfg());
    fpm.addPass(ExactMinimumPass());
  }
  // Where cases compare bounds, what they want is better had by all, and steps made on each way.
  const bool unguarded =
      any_of(ir::read_memory_facts(module), [](const auto &memory) { return !memory.guarded; });
  if (!x86 || !unguarded)
    fpm.addPass(PhiStepsPass());
  fpm.addPass(LoopComplementsPass());
  fpm.addPass(WideIndicesPass());
  if (machine.getTargetTriple().isAArch64())
    fpm.addPass(IndexPointersPass());
  fpm.addPass(WideDivisionsPass());
  if (x86)
    fpm.addPass(IndefiniteIntegersPass());
  if (x86) {
    if (!unguarded) {
      fpm.addPass(FrameBasePass());
      fpm.addPass(SwitchWaysPass());
    }
    // With bounds compared, more is on the stack, from where a sum takes it for nothing.
    constexpr unsigned kFewUses = 4;
    fpm.addPass(unguarded ? SumPartsPass(kFewUses) : SumPartsPass());
    fpm.addPass(NearUsesPass());
  } else { // a sum of three, or an address with a constant, takes an instruction anyway
    constexpr size_t kFewestBlocks = 32;
    fpm.addPass(NearUsesPass(kFewestBlocks, NearUsesPass::Addresses::Stay));
    if (unguarded)
      fpm.addPass(JoinedChecksPass());
  }
  fpm.addPass(FewRestartsPass());
  ModulePassManager mpm;
  add_to_functions(mpm, std::move(fpm));
  mpm.run(module, managers.module);
}

} // namespace wexn::optimize
