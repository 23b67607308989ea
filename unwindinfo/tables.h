// The unwind tables' format: what compiled code's frames look like and which calls have handlers.
// README.md describes the same byte by byte, with a worked example. Written by write.h, read by
// read.h; both take every number from here. Freestanding. The sections (objfmt/sections.def):
//
//   wexn_funcs  one 8-byte row a function, sorted by address (the linker sorts)
//   wexn_sites  one block for each function with calls in a try or that does not fit its row
#pragma once

#include <stdint.h>

namespace wexn::unwind {

inline constexpr uint32_t kVersion = 4; // part of WEXN_ABI_VERSION: raise both

// Row: int32 start (address of the function minus address of this field), then a word:
//   bit 0 clear: bits 1-5 the frame's shape, bits 6-16 the function's size / 4, bits 17-31 its
//   index
//                in the Wasm module, all ones for code that is no Wasm function;
//   bit 0 set:   word - 1 is the address of the function's block minus the address of the word.
inline constexpr uint32_t kRowBytes = 8;
inline constexpr uint32_t kSizeUnit = 4;  // sizes of functions are multiples of this
inline constexpr uint32_t kMarkBytes = 4; // behind the code of functions with calls in a try
inline constexpr uint32_t kRowShapes = 1u << 5, kRowShapeBit = 1;
inline constexpr uint32_t kRowSizes = kSizeUnit << 11, kRowSizeBit = 6;
inline constexpr uint32_t kRowIndices = (1u << 15) - 1, kRowIndexBit = 17;
inline constexpr uint32_t kNoFunction = ~0u; // index of code that is no Wasm function

// First byte of a block.
enum BlockFlag : uint8_t {
  kWide = 1,      // code offsets have 4 bytes, not 2
  kManyPads = 2,  // numbers of pads and clause lists have 2 bytes, not 1
  kRealigned = 4, // the frame is aligned to more than the ABI's 16 bytes
  kReserved = 8,  // bytes lie between the saved frame pointer and the return address above it
  kSites = 16,    // there are calls in a try
  kHugePads = 32, // those numbers have 4 bytes
  kKnownFlags = 63,
};

// Second byte of a block, and in a plain row: how callee-saved registers lie in the frame. The
// usual layouts have a number (shape_offsets); the rest are listed in the block.
inline constexpr uint8_t kShapeListed = 127;

enum class ClauseKind : uint8_t { Catch, CatchRef, CatchAll, CatchAllRef };

// A clause as the tables hold it: one number, at least 2. `tag` is in the module's index space, 0
// for those that catch all.
constexpr uint32_t clause_entry(ClauseKind kind, uint32_t tag) {
  return (tag << 2 | static_cast<uint32_t>(kind)) + 2;
}
constexpr ClauseKind entry_kind(uint32_t entry) { return static_cast<ClauseKind>((entry - 2) & 3); }
constexpr uint32_t entry_tag(uint32_t entry) { return (entry - 2) >> 2; }
// What a landing pad gets to know which of its clauses caught: the same with and without a
// reference.
constexpr uint32_t entry_selector(uint32_t entry) { return entry >> 1; }
constexpr bool takes_ref(ClauseKind kind) {
  return kind == ClauseKind::CatchRef || kind == ClauseKind::CatchAllRef;
}
constexpr bool catches_all(ClauseKind kind) {
  return kind == ClauseKind::CatchAll || kind == ClauseKind::CatchAllRef;
}

// Target whose frames are described; decides what a shape means and which registers there are.
enum class Machine : uint8_t { X86_64, AArch64Elf, AArch64MachO };

// Callee-saved registers by number, frame pointer excluded:
//   x86-64   0-4  rbx r12 r13 r14 r15
//   AArch64  0-9  x19-x28, 10-17 d8-d15
inline constexpr uint32_t kMaxRegisters = 18;
constexpr uint32_t num_registers(Machine m) { return m == Machine::X86_64 ? 5 : 18; }

// Where the registers of a frame were saved: bytes from the frame pointer, 0 for those that were
// not.
struct SavedRegisters {
  int32_t offset[kMaxRegisters];
};

// The registers that shape `shape` saves. False: no such shape on this machine.
//   x86-64: bit i stands for the i-th of r15 r14 r13 r12 rbx; those saved lie from fp-8 downwards.
//   AArch64: `shape / 20` of d8.., and of the ten x registers: below 10, `shape % 20` without x20,
//   which has the instance; from there on x20 and `shape % 10` others. In pairs, as the ABI's
//   compilers store them.
[[gnu::always_inline]] constexpr bool shape_offsets(Machine m, uint8_t shape, SavedRegisters &out) {
  out = {};
  if (m == Machine::X86_64) {
    if (shape >= 32)
      return false;
    int32_t at = 0;
    for (uint32_t i = 0; i < 5; ++i)
      if (shape >> i & 1)
        out.offset[4 - i] = at -= 8;
    return true;
  }
  if (shape >= 99)
    return false;
  const int32_t d = shape / 20, rest = shape % 20;
  const int32_t x = rest < 10 ? rest : rest - 9;
  // The number of the i-th one, from x19 on: one is left out behind so many.
  const int32_t skips = rest < 10 ? 1 : rest == 10 ? 0 : 10;
  const auto nth = [&](int32_t i) { return i + (i >= skips); };
  if (m == Machine::AArch64MachO) {
    for (int32_t i = 0; i < x; ++i)
      out.offset[nth(i)] = -8 * (i + 1);
    for (int32_t i = 0; i < d; ++i)
      out.offset[10 + i] = -8 * (x + i + 1);
    return true;
  }
  // From the lowest place upwards; behind an odd register one stays empty.
  int32_t at = 16, step = 8 + x % 2 * 8;
  for (int32_t i = x; i-- > 0; at += step, step = 8)
    out.offset[nth(i)] = at;
  at = -8 * (d + d % 2), step = 8 + d % 2 * 8;
  for (int32_t i = d; i-- > 0; at += step, step = 8)
    out.offset[10 + i] = at;
  return true;
}

} // namespace wexn::unwind
