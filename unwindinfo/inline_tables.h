// The inline tables' format: which functions of the Wasm module an address in a compiled function
// belongs to when calls were replaced by the callee's code. README.md describes the same byte by
// byte. Backtraces read them (read_inline.h); a throw never does. Freestanding.
//
//   wexn_inline  one 8-byte row for each function that contains code of others, sorted by address
//   wexn_chains  one block for each of them
#pragma once

#include <stdint.h>

namespace wexn::unwind {

// Row: int32 start (address of the function minus address of this field), then int32 block
// (address of its block minus address of this field).
inline constexpr uint32_t kInlineRowBytes = 8;

// First byte of a block.
enum InlineFlag : uint8_t {
  kInlineWide = 1, // code offsets have 4 bytes, not 2
  kInlineMany = 2, // numbers of nodes have 2 bytes, not 1
  kKnownInlineFlags = 3,
};

// Node 0 is the function itself; every other is a function inlined into a node of lower number.
inline constexpr uint32_t kMaxInlineNodes = 0xffff;

} // namespace wexn::unwind
