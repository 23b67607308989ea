// Text format (.wat, .wast) -> binary modules and script commands (spec: "Text Format"). A module's
// text is turned into the binary format and then takes the one path every module takes; `offsets`
// leads from a byte of that binary back to the line it came from.
#pragma once

#include "wexnc/support/result.h"
#include "wexnc/wasm/features.h"

#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

namespace wexn::wasm {

struct SourcePos {
  uint32_t line = 0, column = 0;
};
struct OffsetMapping {
  uint64_t offset;
  SourcePos pos;
}; // ascending offsets

struct TextModule {
  std::string name;           // "$M" of (module $M ...), or empty
  std::vector<uint8_t> bytes; // binary format, with a name section
  std::vector<OffsetMapping> offsets;
};

// Bytes of text, so that positions in it have 32 bits.
inline constexpr uint64_t kMostText = std::numeric_limits<uint32_t>::max() - 1;

// Parses one module: (module ...), or the abbreviation without the outer parentheses. Also accepts
// (module binary "...") and (module quote "...").
// Errors have line and column.
[[nodiscard]] Result<TextModule> parse_wat(std::string_view source);

// The position in the text of byte `offset` of the binary; {0, 0} when unknown.
[[nodiscard]] SourcePos source_position(const TextModule &module, uint64_t offset);

} // namespace wexn::wasm
