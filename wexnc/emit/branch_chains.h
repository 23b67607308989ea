// On x86 a conditional branch takes two bytes if it goes at most 127 bytes, else six. Many go to
// one block that traps, far away at the function's end. A machine pass lets each go to the next one
// that tests for the same: that one is taken as well. So most of them are short.
#pragma once

#include "llvm/CodeGen/TargetPassConfig.h"

namespace wexn::emit {

// REQUIRES: before the machine passes are added to `config`; the target is x86.
void add_branch_chains_pass(llvm::TargetPassConfig &config);

} // namespace wexn::emit
