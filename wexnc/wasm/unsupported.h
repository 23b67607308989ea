// Names the proposal that an encoding belongs to which no module of ours may have: what is a
// mistake in WebAssembly 3.0 can be right in a later version.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace wexn::wasm {

enum class Place : uint8_t {
  Version,
  ImportKind,
  LimitsFlags,
  Mutability,
  DefinedType,
  HeapType,
  Opcode,
  OpcodeFB, // behind the prefix byte
  OpcodeFC,
  OpcodeFD,
  OpcodeFE,
};

// For an error's detail: "not supported: " and the name of a proposal, or nothing if none is known
// to have that number there, or that word of the text format.
[[nodiscard]] std::string unsupported(Place place, uint32_t code);
[[nodiscard]] std::string unsupported_word(std::string_view word);

} // namespace wexn::wasm
