// What the passes share that keep an exact copy of a loop beside a version without checks.
#pragma once

#include "llvm/Transforms/Utils/ValueMapper.h"

namespace llvm {
class BasicBlock;
class Loop;
} // namespace llvm

namespace wexn::optimize {

// The blocks of `loop` have been copied, and `map` knows all copies: where the loop's exits have
// phis, they get the copies' values from the copies' blocks.
void join_exits(const llvm::Loop &loop, const llvm::ValueToValueMapTy &map);

// LLVM shall spend nothing on the loop that ends at this latch, as it hardly ever runs.
void keep_small(llvm::BasicBlock &latch);

} // namespace wexn::optimize
