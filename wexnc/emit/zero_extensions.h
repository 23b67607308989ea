// On x86, what writes the lower half of a register clears the upper one, so
// that no instruction is needed to extend the value to 64 bits; LLVM selects
// none. Later it takes an addition of 0, which comes about where blocks were
// duplicated, for a copy, and one register for both ends of a copy: then what
// is taken for an extended value has another's upper half, and an address that
// is made of it lies anywhere. So it is where it takes `x & ~255 | byte` for
// the write of a byte. A machine pass extends such values.
#pragma once

#include "llvm/CodeGen/TargetPassConfig.h"

namespace wexn::emit {

// REQUIRES: before the machine passes are added to `config`; the target is x86.
void add_zero_extensions_pass(llvm::TargetPassConfig &config);

} // namespace wexn::emit
