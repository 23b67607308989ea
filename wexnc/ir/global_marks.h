// What the module says of its globals (global_zeros.h), from translation until the last pass over
// IR. Each has a name of its own: a module may have as many globals as functions, so that no
// function may look at all of them.
#pragma once

#include "llvm/IR/Module.h"

#include <cstdint>

namespace wexn::ir {

// How many of the lowest bits of the global at that byte offset in the instance are never set.
// REQUIRES: not marked yet.
void add_global_mark(llvm::Module &module, uint64_t offset, unsigned zeros);
// 0 where nothing was marked.
[[nodiscard]] unsigned global_mark(const llvm::Module &module, uint64_t offset);

} // namespace wexn::ir
