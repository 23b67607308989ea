// What a DISubprogram says of the module: written by debug_info.cpp, read for the inline tables
// (emit/inline_table.cpp).
#pragma once

#include "llvm/IR/DebugInfoMetadata.h"

#include <cstdint>

namespace wexn::ir {

// A Wasm function's DISubprogram holds its index in the module as "virtual index" (which DWARF has
// for methods only), one of the source its kSourceFunction. Scopes that backtraces leave out hold
// this.
inline constexpr uint32_t kNoFunction = ~0u;
inline uint32_t function_of(const llvm::DISubprogram &scope) { return scope.getVirtualIndex(); }

} // namespace wexn::ir
