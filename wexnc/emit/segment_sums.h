// On x86-64, a sum of 32 bits that is the address of accesses through GS (segment_accesses.h), and
// nothing else, becomes a part of them:
//   lea eax, [rbx + 4*rcx + 8]; mov edx, gs:[rax]
// becomes
//   mov edx, gs:[ebx + 4*ecx + 8]
// The index of an access to WebAssembly's memory wraps at 2^32, so that it cannot be a part of an
// address of 64 bits; one of 32 bits wraps in the same way, and then its upper half is cleared,
// just as where an instruction writes the lower half of a register. So does what only extends a
// value.
#pragma once

#include "llvm/CodeGen/TargetPassConfig.h"

namespace wexn::emit {

// REQUIRES: before the machine passes are added to `config`; the target is x86.
void add_segment_sums_pass(llvm::TargetPassConfig &config);

} // namespace wexn::emit
