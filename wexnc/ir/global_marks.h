// What the module says of its globals (global_zeros.h), from translation until the last pass over
// IR.
#pragma once

#include "llvm/ADT/DenseMap.h"
#include "llvm/IR/Module.h"

#include <cstdint>

namespace wexn::ir {

// By byte offset of the global in the instance: how many of its lowest bits are never set.
using GlobalMarks = llvm::DenseMap<uint64_t, unsigned>;

void add_global_mark(llvm::Module &module, uint64_t offset, unsigned zeros);
[[nodiscard]] GlobalMarks read_global_marks(const llvm::Module &module);

} // namespace wexn::ir
