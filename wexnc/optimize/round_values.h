// IR -> IR: LLVM's passes over loops, and ours, that ask ScalarEvolution what is known where a
// compare stands, or how often a loop goes round. Of a phi that is no counter, that takes what a
// branch said for true of each value that the phi may have, that of the round before included,
// though the branch spoke of this round's: behind "the counter is not 0", a phi that has the
// counter's last value was not 0 either, whatever it began with. Compares with it were decided so,
// and loops up to it went round too often. And two counters of a loop that run towards each other
// may pass each other: not even then is a compare of them false for good.
#pragma once

#include "wexnc/optimize/long_ways.h"
#include "wexnc/optimize/stand_ins.h"

#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/Analysis/LoopInfo.h"
#include "llvm/Analysis/ScalarEvolution.h"
#include "llvm/IR/PassManager.h"

#include <utility>

namespace llvm {
class Function;
class Instruction;
class PHINode;
} // namespace llvm

namespace wexn::optimize {

// Hides such phis until show() is called.
class HiddenRounds {
public:
  HiddenRounds(llvm::Function &f, llvm::ScalarEvolution &evolution, const llvm::LoopInfo &loops);
  HiddenRounds(const HiddenRounds &) = delete;
  HiddenRounds &operator=(const HiddenRounds &) = delete;
  // `evolution`: what is left of it; null: nothing.
  void show(llvm::ScalarEvolution *evolution);

private:
  llvm::ScalarEvolution &evolution_;
  const llvm::LoopInfo &loops_;
  StandIns freezes_;
  llvm::DenseSet<const llvm::PHINode *> results_; // phis behind loops, whose uses are frozen

  void add(const llvm::Loop &loop);
  void hide_meetings(llvm::Function &f);
  void freeze_for_others(llvm::Instruction &i, const llvm::Loop &loop,
                         llvm::function_ref<bool(llvm::Instruction &)> is_other);
};

// The pass, with its own name and limits. If it says where it may find something, by looks alone,
// it is run there only: most passes find nothing in most functions, and hiding takes time.
template <typename Pass>
class WithoutOtherRounds : public llvm::PassInfoMixin<WithoutOtherRounds<Pass>> {
public:
  explicit WithoutOtherRounds(Pass pass = Pass()) : pass_(std::move(pass)) {}
  static llvm::StringRef name() { return Pass::name(); }

  llvm::PreservedAnalyses run(llvm::Function &f, llvm::FunctionAnalysisManager &am) {
    const auto &loops = am.getResult<llvm::LoopAnalysis>(f);
    if (loops.empty() || has_loop_row(f)) // none of the passes is run then
      return pass_.run(f, am);
    if constexpr (requires { Pass::may_apply(f, loops); })
      if (!Pass::may_apply(f, loops))
        return llvm::PreservedAnalyses::all();
    HiddenRounds hidden(f, am.getResult<llvm::ScalarEvolutionAnalysis>(f), loops);
    const llvm::PreservedAnalyses kept = pass_.run(f, am);
    hidden.show(am.getCachedResult<llvm::ScalarEvolutionAnalysis>(f));
    return kept;
  }

private:
  Pass pass_;
};

} // namespace wexn::optimize
