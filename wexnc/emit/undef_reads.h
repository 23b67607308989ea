// LLVM's branch folding takes instructions that both ways of a branch begin with as one, in front
// of the branch, and takes them for equal though one does not care what is in a register that it
// names and the other does: the one that stays may then read any other register. A machine pass has
// those that do not care differ from the others.
#pragma once

#include "llvm/CodeGen/TargetPassConfig.h"

namespace wexn::emit {

// REQUIRES: before the machine passes are added to `config`.
void add_undef_reads_pass(llvm::TargetPassConfig &config);

} // namespace wexn::emit
