// Functions that need no frame of their own: those that call nothing, cannot fault and have no
// loop. Nobody ever walks from there: throws and traps begin at calls and faults, and a signal that
// ends running code (runtime/trap/preempt.cpp) finds it in a loop, or a moment later. The code
// generator gives them a frame all the same where it makes a call of something.
#pragma once

#include "llvm/IR/Module.h"

namespace wexn::optimize {

// Runs after all that adds calls or makes accesses volatile, which those are that can fault
// (exact.h).
void drop_leaf_frames(llvm::Module &module);

} // namespace wexn::optimize
