// Many branches of a function go to one block that traps. To LLVM's register allocator that ties
// together all blocks that they leave: what it keeps in a register at one of them it keeps there at
// all, or nowhere. A pass over IR, the last one before instruction selection, gives each branch a
// block of its own; where there are many, they take the instance from a slot of the frame, so that
// none of them needs it in a register. Equal ones become one again behind register allocation
// (LLVM's branch folding).
#pragma once

#include "llvm/CodeGen/TargetPassConfig.h"

namespace wexn::emit {

// REQUIRES: before the passes of instruction selection are added to `config`.
void add_own_ends_pass(llvm::TargetPassConfig &config);

} // namespace wexn::emit
