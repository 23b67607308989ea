// IR passes between translation and code generation.
#pragma once

#include "wexnc/options.h"

#include "llvm/IR/Module.h"
#include "llvm/Target/TargetMachine.h"

namespace wexn::optimize {

// LLVM's optimiser at the given level, around our own passes. What keeps traps and the effects
// around them in order: exact.cpp.
void run(llvm::Module &module, llvm::TargetMachine &machine, OptLevel level);

} // namespace wexn::optimize
