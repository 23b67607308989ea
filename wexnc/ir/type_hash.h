// Structural identity of types across objects: the hash that names a type's symbol
// (abi: wexn_type.hash).
#pragma once

#include "wexnc/wasm/module.h"

#include <array>
#include <cstdint>
#include <vector>

namespace wexn::ir {

// For each type index: of its recursion group's structure (references into the group by position, to
// earlier types by their hash), and its position in the group. Equal for two types
// of any modules exactly if the specification says they are equal.
[[nodiscard]] std::vector<std::array<uint8_t, 32>> hash_types(const wasm::Module &module);

} // namespace wexn::ir
