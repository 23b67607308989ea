// x86 processors fetch what they have decoded by lines of 64 bytes of code. A small function that
// calls itself takes up to a quarter longer if it begins near the end of one, or lies in two though
// it would fit into one. So it begins at a multiple of 32, and no loop in it does at one of 16.
#pragma once

#include "llvm/CodeGen/TargetPassConfig.h"

namespace wexn::emit {

// REQUIRES: before the machine passes are added to `config`; the target is x86.
void add_recursive_lines_pass(llvm::TargetPassConfig &config);

} // namespace wexn::emit
