#include "wexnc/optimize/optimize.h"

#include "wexnc/ir/access_check.h"
#include "wexnc/optimize/array_versions.h"
#include "wexnc/optimize/check_rows.h"
#include "wexnc/optimize/cold_ends.h"
#include "wexnc/optimize/constraints.h"
#include "wexnc/optimize/direct_ways.h"
#include "wexnc/optimize/early_returns.h"
#include "wexnc/optimize/exact.h"
#include "wexnc/optimize/exact_minimum.h"
#include "wexnc/optimize/exact_nans.h"
#include "wexnc/optimize/few_restarts.h"
#include "wexnc/optimize/field_shifts.h"
#include "wexnc/optimize/frame_base.h"
#include "wexnc/optimize/float_ranges.h"
#include "wexnc/optimize/forward_stores.h"
#include "wexnc/optimize/indefinite_integers.h"
#include "wexnc/optimize/index_pointers.h"
#include "wexnc/optimize/inline_depth.h"
#include "wexnc/optimize/known_compares.h"
#include "wexnc/optimize/large_tables.h"
#include "wexnc/optimize/last_steps.h"
#include "wexnc/optimize/limits.h"
#include "wexnc/optimize/linear_flags.h"
#include "wexnc/optimize/local_throw.h"
#include "wexnc/optimize/long_ways.h"
#include "wexnc/optimize/loop_bases.h"
#include "wexnc/optimize/loop_complements.h"
#include "wexnc/optimize/narrow_phis.h"
#include "wexnc/optimize/near_uses.h"
#include "wexnc/optimize/nonzero.h"
#include "wexnc/optimize/own_returns.h"
#include "wexnc/optimize/phi_steps.h"
#include "wexnc/optimize/proven_checks.h"
#include "wexnc/optimize/range_versions.h"
#include "wexnc/optimize/reroll.h"
#include "wexnc/optimize/round_values.h"
#include "wexnc/optimize/scan.h"
#include "wexnc/optimize/search_ahead.h"
#include "wexnc/optimize/shifted_sums.h"
#include "wexnc/optimize/short_copies.h"
#include "wexnc/optimize/shuffle_trees.h"
#include "wexnc/optimize/sum_parts.h"
#include "wexnc/optimize/sure_steps.h"
#include "wexnc/optimize/switch_conditions.h"
#include "wexnc/optimize/switch_ways.h"
#include "wexnc/optimize/table_calls.h"
#include "wexnc/optimize/unroll_further.h"
#include "wexnc/optimize/vector_ops.h"
#include "wexnc/optimize/whole_lanes.h"
#include "wexnc/optimize/wide_divisions.h"
#include "wexnc/optimize/wide_indices.h"
#include "wexnc/support/result.h"

#include "llvm/ADT/DenseMap.h"
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

// What the inliner has to see of a caller: which arguments are constant.
FunctionPassManager promotion() {
  FunctionPassManager fpm;
  fpm.addPass(SROAPass(SROAOptions::ModifyCFG));
  fpm.addPass(EarlyCSEPass());
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
  fpm.addPass(InstCombinePass());
  fpm.addPass(FloatRangesPass());
  fpm.addPass(SimplifyCFGPass());
  return fpm;
}

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

// And for the branches that hang on one value: InstCombine asks of each compare what those that
// came before say of it.
bool is_compared_too_often(const Function &f) {
  constexpr size_t kMost = 1000;
  if (f.size() < kMost)
    return false;
  DenseMap<const Value *, size_t> compares;
  for (const BasicBlock &block : f)
    if (const auto *branch = dyn_cast<BranchInst>(block.getTerminator());
        branch && branch->isConditional())
      if (const auto *compare = dyn_cast<ICmpInst>(branch->getCondition());
          compare && ++compares[compare->getOperand(0)] == kMost)
        return true;
  return false;
}

// And for what comes one after the other (long_ways.h).
bool minds_long_ways(StringRef pass) {
  return is_contained(
      {"JumpThreadingPass", "ConstraintEliminationPass", "wexn::optimize::SwitchConditionsPass"},
      pass);
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
                       "wexn::optimize::RangeVersionsPass",
                       "wexn::optimize::RerollPass",
                       "wexn::optimize::SearchAheadPass",
                       "wexn::optimize::ArrayVersionsPass",
                       "wexn::optimize::ScanPass",
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

// What has to be run on functions that are not optimised is not asked for here.
bool is_wanted(StringRef pass, const Any &unit) {
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
      (pass == "InstCombinePass" && is_compared_too_often(*f)))
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

// The rows of passes below are shorter than LLVM's: most modules come out of LLVM and have been
// through those already. Where a pass found next to nothing in them that the one before it had not,
// it runs once; tidying up behind a pass that seldom does anything waits until it does.

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
    fpm.addPass(LinearFlagsPass());
    fpm.addPass(ConstraintsPass());
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
  fpm.addPass(SimplifyCFGPass(SimplifyCFGOptions()
                                  .forwardSwitchCondToPhi(true)
                                  .convertSwitchRangeToICmp(true)
                                  .convertSwitchToLookupTable(true)
                                  .needCanonicalLoops(false)
                                  .hoistCommonInsts(true)
                                  .sinkCommonInsts(true)));
  if (vectorize) {
    fpm.addPass(WholeLanesPass());
    fpm.addPass(ShuffleTreesPass());
  }
  if (level.getSpeedupLevel() > 1) {
    // Brought into that form first: if nothing else changes, there is nothing to tidy up. As at
    // -O3: loops of a known, small number of rounds are vectors by now, so that few are left whose
    // rounds together are large.
    constexpr int kThorough = 3;
    fpm.addPass(loop_form());
    if (vectorize)
      fpm.addPass(WithoutOtherRounds(UnrollFurtherPass(kThorough)));
    fpm.addPass(AndThen(passes(WithoutOtherRounds(LoopUnrollPass(LoopUnrollOptions(kThorough)))),
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
  return fpm;
}

// Of a function whose bounds are compared: indices are brought into the form that limits are found
// by, and elsewhere than on x86 (see LimitsPass below) a memory's size that was read is used again.
FunctionPassManager compared(const TargetMachine &machine) {
  FunctionPassManager fpm = passes(InstCombinePass(), SimplifyCFGPass());
  if (!machine.getTargetTriple().isX86())
    fpm.addPass(EarlyCSEPass(/*UseMemorySSA=*/true));
  return fpm;
}

// Where room counts more than time, code generation and our own passes are told by attributes.
void favour_size(Module &module, OptimizationLevel level) {
  for (Function &f : module)
    if (level.getSizeLevel() > 0 && !f.isDeclaration() && !f.hasOptNone()) {
      f.addFnAttr(Attribute::OptimizeForSize);
      if (level.getSizeLevel() > 1)
        f.addFnAttr(Attribute::MinSize);
    }
}

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

bool compares_bounds(const Module &module) {
  return any_of(ir::read_memory_facts(module),
                [](const ir::MemoryFacts &memory) { return memory.compares_bounds(); });
}

template <typename Pass> ModulePassManager module_passes(Pass pass) {
  ModulePassManager mpm;
  mpm.addPass(std::move(pass));
  return mpm;
}

// What several ways that come together end with is done once, behind them. LLVM's AArch64 back end
// has it as its first pass (emit/target_machine.cpp turns that off); extensions of indices must not
// be among it (wide_indices.h), so it is done before they come, and behind what gives shifts
// another form.
SimplifyCFGPass shared_ends() {
  return SimplifyCFGPass(SimplifyCFGOptions()
                             .forwardSwitchCondToPhi(true)
                             .convertSwitchRangeToICmp(true)
                             .convertSwitchToLookupTable(true)
                             .needCanonicalLoops(false)
                             .hoistCommonInsts(true)
                             .sinkCommonInsts(true));
}

} // namespace

void run(Module &module, TargetMachine &machine, OptLevel opt,
         const std::function<void(PassInstrumentationCallbacks &)> &instrument) {
  const OptimizationLevel level = llvm_level(opt);
  const bool vectorize = level.getSpeedupLevel() > 1 && level.getSizeLevel() < 2;
  Managers managers(machine);
  if (instrument)
    instrument(managers.callbacks);
  ModuleAnalysisManager &mam = managers.module;
  ModulePassManager mpm;
  if (opt == OptLevel::O0) {
    FunctionPassManager exact;
    exact.addPass(CompareBoundsPass());
    exact.addPass(PinAccessesPass());
    exact.addPass(ExactNansPass(ExactNansPass::Fences::AroundComputed));
    if (machine.getTargetTriple().isAArch64())
      exact.addPass(ExactMinimumPass());
    mpm.addPass(createModuleToFunctionPassAdaptor(std::move(exact)));
    mpm.run(module, mam);
    return;
  }
  favour_size(module, level);
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
  if (vectorize)
    mpm.addPass(ShortCopiesPass());
  FunctionPassManager fpm;
  if (machine.getTargetTriple().isX86())
    fpm.addPass(VectorOpsPass());
  fpm.addPass(LocalThrowPass());
  fpm.addPass(ProvenChecksPass());
  fpm.addPass(LongWaysPass());
  if (vectorize || compares_bounds(module)) {
    fpm.addPass(loop_form());
    if (vectorize)
      fpm.addPass(AndThen(passes(WithoutOtherRounds<SearchAheadPass>()), loop_form()));
    fpm.addPass(WithoutOtherRounds(RangeVersionsPass(vectorize)));
  }
  if (vectorize) {
    fpm.addPass(loop_form());
    fpm.addPass(WithoutOtherRounds<RerollPass>());
    fpm.addPass(NarrowPhisPass());
  }
  fpm.addPass(simplification(level));
  mpm.addPass(createModuleToFunctionPassAdaptor(std::move(fpm), /*EagerlyInvalidate=*/true));
  mpm.addPass(LargeTablesPass(module_passes(ReversePostOrderFunctionAttrsPass())));
  FunctionPassManager last = lowering(level, vectorize);
  if (vectorize) {
    last.addPass(WidenPhisPass());
    last.addPass(ForwardStoresPass());
  }
  last.addPass(ProvenChecksPass());
  if (level == OptimizationLevel::O2 || level == OptimizationLevel::O3)
    last.addPass(CheckRowsPass());
  // This late, because blocks that end at every access, and loops that are left there, are in the
  // way of most passes, which take longer for them, too.
  last.addPass(AndThen(passes(CompareBoundsPass()), compared(machine)));
  last.addPass(ExactNansPass(ExactNansPass::Fences::None));
  // On x86 each compare has its own limit, from memory; elsewhere one that was read stays.
  if (machine.getTargetTriple().isX86())
    last.addPass(LimitsPass());
  else
    last.addPass(AndThen(passes(LimitsPass()), passes(EarlyCSEPass(/*UseMemorySSA=*/true))));
  last.addPass(PinAccessesPass());
  last.addPass(OwnReturnsPass());
  mpm.addPass(createModuleToFunctionPassAdaptor(std::move(last), /*EagerlyInvalidate=*/true));
  if (opt != OptLevel::O3)
    mpm.addPass(TableCallsPass());
  mpm.addPass(GlobalDCEPass());
  mpm.addPass(ConstantMergePass());
  mpm.run(module, mam);
}

void reduce_strength(Module &module, TargetMachine &machine) {
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
    fpm.addPass(shared_ends());
    fpm.addPass(ExactMinimumPass());
  }
  // Where cases compare bounds, what they want is better had by all, and steps made on each way.
  const bool compares =
      any_of(ir::read_memory_facts(module), [](const auto &memory) { return !memory.guarded; });
  if (!x86 || !compares)
    fpm.addPass(PhiStepsPass());
  fpm.addPass(LoopComplementsPass());
  fpm.addPass(WideIndicesPass());
  if (machine.getTargetTriple().isAArch64())
    fpm.addPass(IndexPointersPass());
  fpm.addPass(WideDivisionsPass());
  if (x86)
    fpm.addPass(IndefiniteIntegersPass());
  if (x86) { // AArch64 has registers enough
    if (!compares) {
      fpm.addPass(FrameBasePass());
      fpm.addPass(SwitchWaysPass());
    }
    // With bounds compared, more is on the stack, from where a sum takes it for nothing.
    constexpr unsigned kFewUses = 4;
    fpm.addPass(compares ? SumPartsPass(kFewUses) : SumPartsPass());
    fpm.addPass(NearUsesPass());
  }
  fpm.addPass(FewRestartsPass());
  ModulePassManager mpm;
  mpm.addPass(createModuleToFunctionPassAdaptor(std::move(fpm), /*EagerlyInvalidate=*/true));
  mpm.run(module, managers.module);
}

} // namespace wexn::optimize
