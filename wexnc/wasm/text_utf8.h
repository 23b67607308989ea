// UTF-8 as the specification defines it for names and source text (spec: "Binary Format / Names"):
// shortest forms only, no surrogates, up to U+10FFFF.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace wexn::wasm {

// Length in bytes of the character that `text` starts with; 0 if there is none, or a malformed one.
[[nodiscard]] inline size_t utf8_length(std::string_view text) {
  auto byte = [&](size_t i) -> unsigned {
    return i < text.size() ? static_cast<unsigned char>(text[i]) : 0u;
  };
  auto tail = [&](size_t i) { return (byte(i) & 0xC0u) == 0x80u; };
  if (text.empty())
    return 0;
  unsigned first = byte(0);
  if (first < 0x80)
    return 1;
  if (first < 0xC2 || first > 0xF4)
    return 0;
  if (first < 0xE0)
    return tail(1) ? 2 : 0;
  unsigned second = byte(1);
  if (first < 0xF0) {
    bool ok = tail(1) && tail(2) && !(first == 0xE0 && second < 0xA0) &&
              !(first == 0xED && second > 0x9F);
    return ok ? 3 : 0;
  }
  bool ok = tail(1) && tail(2) && tail(3) && !(first == 0xF0 && second < 0x90) &&
            !(first == 0xF4 && second > 0x8F);
  return ok ? 4 : 0;
}

[[nodiscard]] inline bool is_utf8(std::string_view text) {
  while (!text.empty()) {
    size_t length = utf8_length(text);
    if (length == 0)
      return false;
    text.remove_prefix(length);
  }
  return true;
}

// REQUIRES: `code` <= 0x10FFFF.
inline void append_utf8(std::string &out, unsigned code) {
  auto put = [&](unsigned byte) { out.push_back(static_cast<char>(byte)); };
  if (code < 0x80) {
    put(code);
  } else if (code < 0x800) {
    put(0xC0 | code >> 6);
    put(0x80 | (code & 0x3F));
  } else if (code < 0x10000) {
    put(0xE0 | code >> 12);
    put(0x80 | (code >> 6 & 0x3F));
    put(0x80 | (code & 0x3F));
  } else {
    put(0xF0 | code >> 18);
    put(0x80 | (code >> 12 & 0x3F));
    put(0x80 | (code >> 6 & 0x3F));
    put(0x80 | (code & 0x3F));
  }
}

} // namespace wexn::wasm
