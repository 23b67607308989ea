// IR passes between translation and code generation.
#pragma once

#include "wexnc/options.h"

#include "llvm/IR/Module.h"
#include "llvm/Target/TargetMachine.h"

#include <map>
#include <string>

namespace wexn::optimize {

// LLVM's optimiser at the given level, around our own passes. What keeps traps and the effects
// around them in order: exact.cpp.
void run(llvm::Module &module, llvm::TargetMachine &machine, OptLevel level);

// Adds the check of the stack limit to functions that call others. `large_frames`: known sizes of
// frames above kLargeFrame, by symbol. Runs after run().
void add_stack_checks(llvm::Module &module, const std::map<std::string, uint64_t> &large_frames);

} // namespace wexn::optimize
