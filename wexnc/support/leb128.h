// LEB128 integers, read and written (spec: "Binary Format / Values / Integers"). The specification
// bounds their length by their width, and demands that bits beyond the width repeat the sign.
#pragma once

#include <cstdint>
#include <type_traits>
#include <vector>

namespace wexn {

enum class LebStatus : uint8_t { Ok, End, TooLong, TooLarge };

// Reads an integer of `Bits` bits at `p`, advancing `p` behind it on success. Signed if T is.
// REQUIRES: p <= end
template <unsigned Bits, typename T>
[[nodiscard]] inline LebStatus read_leb(const uint8_t *&p, const uint8_t *end, T &out) {
  static_assert(Bits <= sizeof(T) * 8);
  constexpr unsigned kMaxBytes = (Bits + 6) / 7;
  constexpr unsigned kLastBits = Bits - 7 * (kMaxBytes - 1); // payload bits of the last byte
  constexpr bool kSigned = std::is_signed_v<T>;
  uint64_t value = 0;
  const uint8_t *q = p;
  for (unsigned i = 0; i < kMaxBytes; ++i) {
    if (q == end)
      return LebStatus::End;
    const uint8_t byte = *q++;
    value |= static_cast<uint64_t>(byte & 0x7Fu) << (7 * i);
    if (i == kMaxBytes - 1) {
      if (byte & 0x80)
        return LebStatus::TooLong;
      // The bits above the width must be zero, or copies of the sign.
      constexpr unsigned kFirst = kSigned ? kLastBits - 1 : kLastBits;
      constexpr unsigned kMask = (0x7Fu >> kFirst) << kFirst;
      const unsigned high = byte & kMask;
      if (high != 0 && !(kSigned && high == kMask))
        return LebStatus::TooLarge;
    }
    if (!(byte & 0x80)) {
      if constexpr (kSigned) {
        const unsigned used = 7 * (i + 1);
        if (used < 64 && (byte & 0x40))
          value |= ~uint64_t{0} << used;
      }
      out = static_cast<T>(value);
      p = q;
      return LebStatus::Ok;
    }
  }
  return LebStatus::TooLong;
}

// Appends the shortest form.
inline void write_uleb(std::vector<uint8_t> &out, uint64_t value) {
  do {
    const auto low = static_cast<uint8_t>(value & 0x7F);
    value >>= 7;
    out.push_back(value ? static_cast<uint8_t>(low | 0x80) : low);
  } while (value);
}

inline void write_sleb(std::vector<uint8_t> &out, int64_t value) {
  for (;;) {
    const auto low = static_cast<uint8_t>(value & 0x7F);
    value >>= 7; // arithmetic
    const bool last = value == ((low & 0x40) ? -1 : 0);
    out.push_back(last ? low : static_cast<uint8_t>(low | 0x80));
    if (last)
      return;
  }
}

} // namespace wexn
