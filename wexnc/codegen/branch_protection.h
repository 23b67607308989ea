// Landing pads for indirect branches and signed return addresses, on AArch64.
#pragma once

#include "wexnc/options.h"

#include "llvm/IR/Module.h"

namespace wexn::codegen {

// Marks the module and every function in it. REQUIRES: after optimize(), which makes functions.
void protect_branches(llvm::Module &m, BranchProtection protection);

} // namespace wexn::codegen
