// LLVM's patterns for AVX-512's instruction for any function of three vectors turn the function's
// table the wrong way round where some lanes keep what the register had and one operand is in
// memory, for two of the orders of operands. A machine pass puts the right table there.
#pragma once

#include "llvm/CodeGen/TargetPassConfig.h"

namespace wexn::emit {

// REQUIRES: before the machine passes are added to `config`; the target is x86.
void add_masked_ternaries_pass(llvm::TargetPassConfig &config);

} // namespace wexn::emit
