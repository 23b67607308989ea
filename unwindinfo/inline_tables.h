// The inline tables' format: which functions of the Wasm module an address in a compiled function
// belongs to when calls were replaced by the callee's code, and with -g the line of the source too.
// README.md describes the same byte by byte. Backtraces read them (read_inline.h); a throw never
// does. Freestanding.
//
//   wexn_inline  one 8-byte row for each function that contains code of others (-g: for each that
//                has lines), sorted by address
//   wexn_chains  one block for each of them
#pragma once

#include <stdint.h>

namespace wexn::unwind {

// Row: int32 start (address of the function minus address of this field), then int32 block
// (address of its block minus address of this field).
inline constexpr uint32_t kInlineRowBytes = 8;

// First byte of a block.
enum InlineFlag : uint8_t {
  kInlineWide = 1,  // code offsets have 4 bytes, not 2
  kInlineMany = 2,  // numbers of nodes have 2 bytes, not 1
  kInlineLines = 4, // lines of the source, and functions that are none of the module
  kKnownInlineFlags = 7,
};

// Node 0 is the function itself; every other is a function inlined into a node of lower number.
inline constexpr uint32_t kMaxInlineNodes = 0xffff;

// Functions that the compiler which made the module had inlined: this plus the number of the name
// among the module image's names of the source.
inline constexpr uint32_t kSourceFunction = 1u << 31;

struct SourcePlace {
  uint32_t file = 0; // number of the name among the module image's names of the source, plus 1
  uint32_t line = 0; // both 0: unknown
};
inline bool operator==(const SourcePlace &a, const SourcePlace &b) {
  return a.file == b.file && a.line == b.line;
}

} // namespace wexn::unwind
