// Names from modules and objects as text for people (wexn/abi/printable.h has the rule).
#pragma once

#include <string>
#include <string_view>
#include <wexn/abi/printable.h>

namespace wexn {

[[nodiscard]] inline std::string printable(std::string_view text) {
  constexpr const char *kDigits = "0123456789abcdef";
  std::string out;
  while (!text.empty()) {
    const size_t length = wexn_printable_length(text.data(), text.size());
    const auto byte = static_cast<unsigned char>(text[0]);
    if (length == 0)
      (out += '\\').append({kDigits[byte >> 4], kDigits[byte & 15]});
    out += text.substr(0, length);
    text.remove_prefix(length ? length : 1);
  }
  return out;
}

} // namespace wexn
