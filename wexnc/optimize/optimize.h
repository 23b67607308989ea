// IR passes between translation and code generation.
#pragma once

#include "wexnc/options.h"

#include "llvm/IR/Module.h"
#include "llvm/IR/PassInstrumentation.h"
#include "llvm/Target/TargetMachine.h"

#include <functional>

namespace wexn::optimize {

// LLVM's optimiser at the given level, around our own passes. What keeps traps and the effects
// around them in order: exact.cpp. `instrument`, unless empty, may have itself told what is run.
void run(llvm::Module &module, llvm::TargetMachine &machine, OptLevel level,
         const std::function<void(llvm::PassInstrumentationCallbacks &)> &instrument = {});

// The last passes over IR, which shape it for the processor: how loops compute their addresses,
// first of all, which elsewhere is a pass of the code generator's own, run on every function.
void prepare_selection(llvm::Module &module, llvm::TargetMachine &machine);

} // namespace wexn::optimize
