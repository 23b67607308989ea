// What the interpreter and compiled code must agree on, as lines of text: one for each call, with
// how it ended and, of everything that can be seen, what it holds then.
#pragma once

#include <cinttypes>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <span>
#include <string>

namespace wexn::random {

inline uint64_t hash(std::span<const uint8_t> bytes) {
  uint64_t h = 0x2545f4914f6cdd1d ^ bytes.size();
  size_t i = 0;
  for (; i + 8 <= bytes.size(); i += 8) {
    uint64_t word = 0;
    std::memcpy(&word, bytes.data() + i, 8);
    h = (h ^ word) * 0x9e3779b97f4a7c15;
    h ^= h >> 29;
  }
  for (; i < bytes.size(); ++i)
    h = (h ^ bytes[i]) * 0x9e3779b97f4a7c15;
  return h;
}

inline std::string bits_text(uint64_t lo, uint64_t hi) {
  char text[64];
  std::snprintf(text, sizeof text, hi ? " %" PRIx64 ":%" PRIx64 : " %" PRIx64, lo, hi);
  return text;
}
// A reference is compared by whether it is null.
inline std::string ref_text(bool is_null) { return is_null ? " null" : " ref"; }

inline std::string memory_text(const std::string &name, std::span<const uint8_t> bytes) {
  return " " + name + "=" + std::to_string(bytes.size() >> 16) + bits_text(hash(bytes), 0);
}
// One character an element: whether it is null.
inline std::string table_text(const std::string &name, const std::string &elements) {
  return " " + name + "=" + std::to_string(elements.size()) +
         bits_text(hash({reinterpret_cast<const uint8_t *>(elements.data()), elements.size()}), 0);
}
inline std::string global_text(const std::string &name, const std::string &value) {
  return " " + name + "=" + value.substr(1);
}

// Between how a call ended and what is there then.
inline constexpr const char *kState = " |";

} // namespace wexn::random
