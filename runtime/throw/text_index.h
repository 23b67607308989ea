// The index of a unit's text by address: how the frame of a function saves registers, told by one
// load. A store has its own, filled in as throws meet addresses: no lock, and nothing to take back
// when a library goes. Not on bare metal.
//
// A word stands for CodeUnit::kIndexBytes of text. It says of two functions at most, first and
// second, where in those bytes their code lies: [from, mid) and [mid, to), and their shapes
// (unwindinfo/tables.h); 0: nothing known. It says so of calls only that are in no try, in frames
// that have nothing unusual: all that a walk needs to know to leave them.
#ifndef WEXN_RUNTIME_TEXT_INDEX_H
#define WEXN_RUNTIME_TEXT_INDEX_H

#include "runtime/throw/site_cache.h"

namespace wexn::rt {

struct IndexWord {
  static constexpr uint32_t kFirst = 8, kSecond = 13, kMid = 18, kSize = 25;
  static constexpr uint32_t kShapes = 1u << (kSecond - kFirst);
  uint32_t bits;

  static uint32_t of(uint32_t from, uint32_t mid, uint32_t to, uint32_t first, uint32_t second) {
    return from | first << kFirst | second << kSecond | mid << kMid | (to - from) << kSize;
  }
  [[nodiscard]] bool knows(uint32_t offset) const {
    return offset - static_cast<uint8_t>(bits) < bits >> kSize;
  }
  // REQUIRES: knows(offset).
  [[nodiscard]] uint32_t shape(uint32_t offset) const {
    uint32_t first = bits >> kFirst & (kShapes - 1), second = bits >> kSecond & (kShapes - 1);
    asm("" : "+r"(first), "+r"(second)); // or it would shift by one or the other
    return offset < (bits >> kMid & 127) ? first : second;
  }
};
static_assert(CodeUnit::kIndexBytes == 64);

// Whether the index says how the frame saves registers whose call returns to `pc`, and has nothing
// unusual otherwise.
[[gnu::always_inline]] inline bool index_answers(const IndexedText &text, uintptr_t pc,
                                                 uint32_t &shape) {
  const uintptr_t at = pc - 1 - text.lo;
  if (__builtin_expect(at >= text.size, false))
    return false;
  const IndexWord word = {text.index[at / CodeUnit::kIndexBytes]};
  const auto offset = static_cast<uint32_t>(at % CodeUnit::kIndexBytes);
  if (!word.knows(offset))
    return false;
  shape = word.shape(offset);
  return true;
}

inline IndexedText text_of(const CodeUnit &unit) {
  return {unit.text_lo, unit.index != nullptr ? unit.text_hi - unit.text_lo : 0, unit.index};
}

// Whether there is an index of the unit; makes one once the store has asked often.
[[nodiscard]] bool have_index(wexn_store *store, CodeUnit &unit);
// Makes the index know the function at `address`, of which `found` tells. False: it cannot.
// REQUIRES: there is one.
[[nodiscard]] bool add_to_index(const Lookup &found, uintptr_t address);

} // namespace wexn::rt

#endif
