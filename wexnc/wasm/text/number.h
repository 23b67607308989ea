// Numeric literals of the text format -> their bits (spec: "Text Format / Values"). Floats are
// rounded once, to nearest, ties to even, straight from the literal.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace wexn::wasm {

enum class NumberStatus : uint8_t {
  Ok,
  Malformed,  // not a number of that sort
  OutOfRange, // a number, but not of that type
};

struct ParsedNumber {
  NumberStatus status = NumberStatus::Malformed;
  uint64_t bits = 0; // zero-extended
};

// An unsigned number without sign, at most `max`.
[[nodiscard]] ParsedNumber parse_nat(std::string_view text, uint64_t max);
// An integer of `width` bits (8, 16, 32 or 64): unsigned, or with a sign and then of that range.
[[nodiscard]] ParsedNumber parse_int(std::string_view text, unsigned width);
// A float of `width` bits (32 or 64), with inf, nan and nan:0x payloads.
[[nodiscard]] ParsedNumber parse_float(std::string_view text, unsigned width);

} // namespace wexn::wasm
