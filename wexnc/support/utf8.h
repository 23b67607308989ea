// UTF-8 as names must be encoded (spec: "Binary Format / Values / Names"): shortest forms, no
// surrogates, nothing above U+10FFFF.
#pragma once

#include <cstddef>
#include <string_view>
#include <wexn/abi/printable.h>

namespace wexn {

// Length in bytes of the well-formed character at the start of `text`; 0 if there is none.
[[nodiscard]] inline size_t utf8_char_length(std::string_view text) {
  return wexn_utf8_length(text.data(), text.size());
}

[[nodiscard]] inline bool is_utf8(std::string_view text) {
  while (!text.empty()) {
    const size_t n = utf8_char_length(text);
    if (n == 0)
      return false;
    text.remove_prefix(n);
  }
  return true;
}

} // namespace wexn
