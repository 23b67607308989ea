// Bounds-checked reading of little-endian numbers, for the readers of this folder.
#pragma once

#include "unwindinfo/read.h"

namespace wexn::unwind {

// Reads forward through a section; `ok` becomes false at the first read that does not fit.
struct Cursor {
  const Section &section;
  uint64_t at;
  bool ok = true;

  [[nodiscard]] bool fits(uint64_t bytes) const {
    return at <= section.size && bytes <= section.size - at;
  }
  uint32_t fixed(uint32_t bytes) {
    if (!ok || !fits(bytes)) {
      ok = false;
      return 0;
    }
    uint32_t value = 0;
    for (uint32_t i = 0; i < bytes; ++i)
      value |= static_cast<uint32_t>(section.data[at + i]) << (8 * i);
    at += bytes;
    return value;
  }
  // At most 5 bytes: every number of the format has less than 35 bits.
  uint64_t uleb() {
    uint64_t value = 0;
    for (uint32_t shift = 0; shift < 35; shift += 7) {
      const uint32_t byte = fixed(1);
      value |= static_cast<uint64_t>(byte & 127) << shift;
      if (!(byte & 128))
        return value;
    }
    ok = false;
    return 0;
  }
  int64_t sleb() {
    const uint64_t start = at, value = uleb();
    const uint64_t sign = uint64_t{1} << (7 * (at - start)) >> 1;
    return static_cast<int64_t>((value ^ sign) - sign);
  }
  // Passes over an array.
  uint64_t skip(uint64_t count, uint64_t bytes) {
    const uint64_t start = at;
    if (!ok || count > section.size || !fits(count * bytes))
      ok = false;
    else
      at += count * bytes;
    return start;
  }
};

inline uint32_t fixed_at(const Section &section, uint64_t at, uint32_t bytes, bool &ok) {
  Cursor c{section, at};
  const uint32_t value = c.fixed(bytes);
  ok = ok && c.ok;
  return value;
}

} // namespace wexn::unwind
