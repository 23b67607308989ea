// On x86, where a loop jumps through a table each round (an interpreter's dispatch), what every
// round comes to begins a cache line. Where the function happens to lie then makes no difference;
// it did, by up to 1.4 in time.
#pragma once

#include "llvm/CodeGen/TargetPassConfig.h"

namespace wexn::emit {

// REQUIRES: before the machine passes are added to `config`; the target is x86.
void add_dispatch_lines_pass(llvm::TargetPassConfig &config);

} // namespace wexn::emit
