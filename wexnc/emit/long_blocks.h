// Selecting and scheduling the instructions of a block takes LLVM time with the square of its
// length. A pass over IR, the last one before that, cuts long blocks; what they compute stays.
#pragma once

#include "llvm/CodeGen/TargetPassConfig.h"

namespace wexn::emit {

// REQUIRES: before the passes of instruction selection are added to `config`.
void add_long_blocks_pass(llvm::TargetPassConfig &config);

} // namespace wexn::emit
