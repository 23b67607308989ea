// On x86 a function's end takes eight bytes off its frame with a pop into a register that nobody
// needs any more, rather than with an addition to the stack pointer: three bytes less; and between
// pops the processor need not find out where the stack pointer is.
#pragma once

#include "llvm/CodeGen/TargetPassConfig.h"

namespace wexn::emit {

// REQUIRES: before the machine passes are added to `config`; the target is x86.
void add_frame_pops_pass(llvm::TargetPassConfig &config);

} // namespace wexn::emit
