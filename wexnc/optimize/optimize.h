// IR passes between translation and code generation.
#pragma once

#include "wexnc/options.h"

#include "llvm/IR/Module.h"
#include "llvm/IR/PassManager.h"
#include "llvm/Target/TargetMachine.h"

#include <map>
#include <string>

namespace wexn::optimize {

// LLVM's optimiser at the given level, around our own passes. Traps of loads are kept: see
// anchor_traps.h.
void run(llvm::Module &module, llvm::TargetMachine &machine, OptLevel level);

// Adds the check of the stack limit to functions that call others. `large_frames`: known sizes of
// frames above kLargeFrame, by symbol. Runs after run().
void add_stack_checks(llvm::Module &module, const std::map<std::string, uint64_t> &large_frames);

// Guard mode marks every load from linear memory volatile, because it must trap out of bounds even
// if its value is not used. Volatile loads cannot be vectorised or merged; this pass makes plain
// every load whose value is certainly needed: some instruction with an effect, on every path from
// the load that does not end in another trap, depends on it. Such a load cannot be deleted, nor
// moved to a place that is not always reached. Runs once, after inlining and a first
// simplification, so that what looked needed and was not has been found out. What remains: a load
// made useless only by a later, stronger simplification (say, loop analysis proving a compare
// constant) may lose its trap.
struct AnchorTrapsPass : llvm::PassInfoMixin<AnchorTrapsPass> {
  llvm::PreservedAnalyses run(llvm::Function &f, llvm::FunctionAnalysisManager &am);
};

} // namespace wexn::optimize
