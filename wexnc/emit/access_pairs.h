// AArch64 loads two words that lie side by side with one instruction, and stores them. LLVM makes
// those of what is not volatile; here it is done for the exact accesses of guarded memories
// (optimize/exact.h).
#pragma once

#include "llvm/CodeGen/TargetPassConfig.h"

namespace wexn::emit {

// REQUIRES: before the machine passes are added to `config`; the target is AArch64. `lines`: faults
// are told apart by the lines of the source.
void add_access_pairs_pass(llvm::TargetPassConfig &config, bool lines);

} // namespace wexn::emit
