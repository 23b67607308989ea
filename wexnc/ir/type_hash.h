// Structural identity of types across objects: the hash that names a type's symbol
// (abi: wexn_type.hash).
#pragma once

#include "wexnc/wasm/module.h"

#include <array>
#include <cstdint>
#include <vector>

namespace wexn::ir {

// For each type index. A recursion group's structure has references into the group by position, to
// earlier types by their hash. Equal for two types of any modules exactly if the specification says
// they are equal.
[[nodiscard]] std::vector<std::array<uint8_t, 32>> hash_types(const wasm::Module &module);

} // namespace wexn::ir
