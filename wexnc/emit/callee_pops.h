// Functions of the tail convention take their stack arguments off the stack when they return. Two
// machine passes that LLVM's AArch64 back end needs to get that right everywhere:
//  - The caller moves the stack pointer back directly behind the call. The register allocator puts
//    reloads there, and what it addresses through the stack pointer would be found elsewhere. And
//    it has room for all that the callee takes off, a multiple of 16 bytes, not only for the
//    arguments: what the callee calls last has its frame there.
//  - The callee has its frame from entry to return. The arguments go where the frame ends, so a
//    return before the frame begins, as shrink-wrapping makes them, would leave them.
#pragma once

#include "llvm/CodeGen/TargetPassConfig.h"

namespace wexn::emit {

// REQUIRES: before the machine passes are added to `config`.
void add_callee_pop_passes(llvm::TargetPassConfig &config);

} // namespace wexn::emit
