// With AVX-512, an instruction that takes only some lanes of an operand in memory faults for none
// of the others. LLVM makes one of a load and a choice or an `and` behind it, also if the load has
// to trap whatever is chosen (optimize/exact.h). A machine pass reads all of it before.
#pragma once

#include "llvm/CodeGen/TargetPassConfig.h"

namespace wexn::emit {

// REQUIRES: before the machine passes are added to `config`; the target is x86.
void add_masked_loads_pass(llvm::TargetPassConfig &config);

} // namespace wexn::emit
