// Names of C++ types as std::type_info has them (Itanium C++ ABI, Mangling) -> what people write.
#pragma once

#include <cstddef>
#include <string_view>

namespace wexn::wasi {

// Text of bounded size; what does not fit makes it `full`.
struct BoundedText {
  static constexpr size_t SIZE = 512;
  char data[SIZE];
  size_t size = 0;
  bool full = false;

  void add(std::string_view text) {
    for (char c : text) {
      if (size == SIZE) {
        full = true;
        return;
      }
      data[size++] = c;
    }
  }
  [[nodiscard]] std::string_view view() const { return {data, size}; }
};

// "std::runtime_error" of "St13runtime_error". false: not a name, or one of a kind that is rare for
// types that are thrown; `out` is then anything. Takes any bytes.
bool cxx_type_name(std::string_view mangled, BoundedText &out);

} // namespace wexn::wasi
