// What the passes share that keep a loop as it was beside what runs in its place as a rule.
#pragma once

#include "llvm/Transforms/Utils/ValueMapper.h"

namespace llvm {
class BasicBlock;
class BranchInst;
class Loop;
class Value;
} // namespace llvm

namespace wexn::optimize {

// The blocks of `loop` have been copied, and `map` knows all copies: where the loop's exits have
// phis, they get the copies' values from the copies' blocks.
void join_exits(const llvm::Loop &loop, const llvm::ValueToValueMapTy &map);

// A copy of the loop, which hardly ever runs: entered where `proved` is false, which is there
// before the loop. REQUIRES: loops in LCSSA form, a preheader, exits that only the loop leads to.
// Analyses do not follow. The branch to one of the two.
llvm::BranchInst &copy_unless(llvm::Value &proved, const llvm::Loop &loop);

// LLVM shall spend nothing on the loop that ends at this latch, as it hardly ever runs.
void keep_small(llvm::BasicBlock &latch);
[[nodiscard]] bool is_kept_small(const llvm::Loop &loop);

} // namespace wexn::optimize
