// See rust_names.h.
#include "wexnc/ir/rust_names.h"

#include <algorithm>
#include <cstdlib>
#include <llvm/Demangle/Demangle.h>
#include <memory>

namespace wexn {
namespace {

struct Escape {
  std::string_view code, text;
};
constexpr Escape kEscapes[] = {{"SP", "@"}, {"BP", "*"}, {"RF", "&"}, {"LT", "<"},
                               {"GT", ">"}, {"LP", "("}, {"RP", ")"}, {"C", ","}};

bool is_lower_hex(char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); }

// "$LT$" and the like, "$u7e$" for other characters, ".." for "::". False: some other "$".
bool append_part(std::string_view part, std::string &out) {
  if (part.starts_with("_$"))
    part.remove_prefix(1);
  while (!part.empty()) {
    if (part.starts_with("..")) {
      out += "::";
      part.remove_prefix(2);
      continue;
    }
    if (part[0] != '$') {
      out += part[0];
      part.remove_prefix(1);
      continue;
    }
    const size_t end = part.find('$', 1);
    if (end == std::string_view::npos)
      return false;
    const std::string_view code = part.substr(1, end - 1);
    part.remove_prefix(end + 1);
    const auto *escape = std::find_if(std::begin(kEscapes), std::end(kEscapes),
                                      [&](const Escape &e) { return e.code == code; });
    if (escape != std::end(kEscapes)) {
      out += escape->text;
      continue;
    }
    const bool number = code.size() == 3 && code[0] == 'u' &&
                        std::all_of(code.begin() + 1, code.end(), is_lower_hex);
    const int value =
        number ? static_cast<int>(std::strtol(std::string(code.substr(1)).c_str(), nullptr, 16))
               : 0;
    if (value < 0x20 || value > 0x7e)
      return false;
    out += static_cast<char>(value);
  }
  return true;
}

// "_ZN", parts with their lengths, the last one a hash, "E". Empty: not of that form.
std::string of_older_scheme(std::string_view name) {
  std::string out;
  std::string_view rest = name.substr(3), last;
  while (!rest.empty() && rest[0] >= '1' && rest[0] <= '9') {
    size_t length = 0;
    while (!rest.empty() && rest[0] >= '0' && rest[0] <= '9' && length < name.size()) {
      length = length * 10 + static_cast<size_t>(rest[0] - '0');
      rest.remove_prefix(1);
    }
    if (length > rest.size())
      return {};
    if (last.data() != nullptr) {
      if (!out.empty())
        out += "::";
      if (!append_part(last, out))
        return {};
    }
    last = rest.substr(0, length);
    rest.remove_prefix(length);
  }
  const bool hash = last.size() == 17 && last[0] == 'h' &&
                    std::all_of(last.begin() + 1, last.end(), is_lower_hex);
  return hash && rest == "E" ? out : std::string();
}

// Back references may stand for what has back references: with many, the text has no bound.
constexpr size_t kMostBackReferences = 16, kMostBytes = 2048;

} // namespace

std::string readable_rust_name(std::string_view name) {
  std::string out;
  if (name.size() > kMostBytes) {
    return std::string(name);
  } else if (name.starts_with("_ZN")) {
    out = of_older_scheme(name);
  } else if (name.starts_with("_R") && static_cast<size_t>(std::count(
                                           name.begin(), name.end(), 'B')) <= kMostBackReferences) {
    const std::unique_ptr<char, decltype(&std::free)> text(llvm::rustDemangle(name), &std::free);
    if (text)
      out = text.get();
  }
  return out.empty() || out.size() > kMostBytes ? std::string(name) : out;
}

} // namespace wexn
