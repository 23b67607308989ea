// Several ELF objects -> one. Big modules are compiled in parts (parts.cpp); this makes one
// object of them again, with `ld.lld -r`.
#pragma once

#include "wexnc/support/result.h"

#include <cstdint>
#include <vector>

namespace wexn {

// The parts in order. Errors: LinkFailed, CannotWrite, CannotRead.
[[nodiscard]] Result<std::vector<uint8_t>>
merge_objects(const std::vector<std::vector<uint8_t>> &parts);

} // namespace wexn
