// What holds a reference over a call (optimize/held_references.h) uses whichever of the reference,
// its extension to 64 bits, and the object's address is needed after the call anyway. Those are all
// the same to the collector; two of them would take two registers. A pass over IR, after the last
// that makes addresses anew.
#pragma once

#include "llvm/CodeGen/TargetPassConfig.h"

namespace wexn::emit {

// REQUIRES: before the passes of instruction selection are added to `config`.
void add_held_values_pass(llvm::TargetPassConfig &config);

} // namespace wexn::emit
