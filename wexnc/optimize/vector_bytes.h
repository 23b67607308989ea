// What is known of the bytes of a vector, whatever lanes it is computed in.
#pragma once

#include "llvm/IR/DataLayout.h"
#include "llvm/IR/Value.h"

#include <cstdint>

namespace wexn::optimize {

// No byte of the vector of integers is above this.
[[nodiscard]] uint8_t most_of_bytes(const llvm::Value &vector, const llvm::DataLayout &layout);

// Whether each byte is below 16 or has bit 7: an index that pshufb takes as i8x16.swizzle does.
[[nodiscard]] bool are_exact_indices(const llvm::Value &vector, const llvm::DataLayout &layout);

} // namespace wexn::optimize
