// Machine pass behind the one that lays out frames: functions that run on the guest's stack
// (ir/stack_attribute.h) and have a large frame compare with the stack limit before they make it.
// The frame is as large as the code generator counts it, with the arguments of calls and of tail
// calls. What comes first in the function is a piece of assembly text, the same for all functions
// of one processor: at the entry nothing but the arguments is in registers, and the frame pointer
// is still the caller's, in whose name the function traps.
#pragma once

#include "llvm/CodeGen/TargetPassConfig.h"

namespace wexn::emit {

// REQUIRES: before the machine passes are added to `config`.
void add_frame_check_pass(llvm::TargetPassConfig &config);

} // namespace wexn::emit
