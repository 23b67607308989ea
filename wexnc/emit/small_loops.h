// x86 processors fetch what they have decoded by lines of 64 bytes of code. A loop of one or two
// cycles a round takes twice as long if it lies in two of them, though it would fit into one. LLVM
// begins innermost loops at multiples of 16. A machine pass has the small ones begin at the next
// line if, and only if, they would lie in two.
#pragma once

#include "llvm/CodeGen/TargetPassConfig.h"

namespace wexn::emit {

// REQUIRES: before the machine passes are added to `config`; the target is x86.
void add_small_loops_pass(llvm::TargetPassConfig &config);

} // namespace wexn::emit
