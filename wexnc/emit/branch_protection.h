// Landing pads for indirect branches and signed return addresses, on AArch64.
#pragma once

#include "wexnc/options.h"

#include "llvm/IR/Module.h"

namespace wexn::emit {

// Marks the module and every function in it. REQUIRES: after optimize::run(), which makes
// functions.
void protect_branches(llvm::Module &m, BranchProtection protection);

} // namespace wexn::emit
