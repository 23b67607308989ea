// What a file is that was taken for a WebAssembly module, by its first bytes.
#pragma once

#include <cstdint>
#include <span>
#include <string>

namespace wexn {

// "an ELF object or program", with a hint what to do where there is one; empty: it may be a module.
[[nodiscard]] std::string other_kind_of_file(std::span<const uint8_t> bytes);

} // namespace wexn
