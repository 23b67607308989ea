// Wasm names -> C identifiers. See mangle.h.
#include "wexnc/support/mangle.h"

#include <algorithm>
#include <cstdint>

namespace wexn {
namespace {

// What the generated header defines with the module's prefix.
constexpr std::string_view kReserved[] = {"base",     "functype",      "imports",
                                          "instance", "instance_size", "module",
                                          "new",      "resolve",       "resolve_env"};

constexpr std::string_view kWords[] = {
#define RESERVED(word) #word,
#include "wexnc/support/c_words.def"
};
constexpr std::string_view kNamespaces[] = {
#define NAMESPACE(word) #word,
#include "wexnc/support/c_library.def"
};
constexpr std::string_view kNames[] = {
#define NAME(name) #name,
#include "wexnc/support/c_library.def"
};

template <size_t N> bool has(const std::string_view (&sorted)[N], std::string_view name) {
  return std::binary_search(std::begin(sorted), std::end(sorted), name);
}

bool is_plain(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}
bool is_hex(char c) { return (c >= 'a' && c <= 'f') || (c >= '0' && c <= '9'); }

std::string escape(char c) {
  constexpr const char *kDigits = "0123456789abcdef";
  auto byte = static_cast<uint8_t>(c);
  return {'_', 'x', kDigits[byte >> 4], kDigits[byte & 15]};
}

// `apart`: no two underscores stand together but at the start.
std::string mangle(std::string_view name, bool apart) {
  std::string out;
  bool at_start = true; // so far there are underscores only
  for (size_t i = 0; i < name.size(); ++i) {
    const bool looks_escaped = name[i] == '_' && i + 3 < name.size() && name[i + 1] == 'x' &&
                               is_hex(name[i + 2]) && is_hex(name[i + 3]);
    const bool doubled = apart && !at_start && name[i] == '_' && i + 1 < name.size() &&
                         (name[i + 1] == '_' || !is_plain(name[i + 1]));
    const bool stays = is_plain(name[i]) && !looks_escaped && !doubled;
    out += stays ? std::string(1, name[i]) : escape(name[i]);
    at_start &= stays && name[i] == '_';
  }
  return out;
}

// The mangled form of a name whose first character must not stay as it is. The rest does not stand
// at the start: what follows `_xHH` starts with no underscore if they are to be apart.
std::string mangle_first(std::string_view name, bool apart) {
  const std::string_view rest = name.substr(1);
  const bool doubled = apart && rest.starts_with('_');
  return escape(name[0]) + (doubled ? mangle_first(rest, apart) : mangle(rest, apart));
}

// Macros are called so, as far as their names have no small letters.
bool is_capital(std::string_view name) {
  bool letter = false;
  for (char c : name) {
    if (!((c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_'))
      return false;
    letter |= c >= 'A' && c <= 'Z';
  }
  return letter;
}

} // namespace

std::string mangle(std::string_view name) { return mangle(name, false); }

std::string symbol_prefix(std::string_view module_name) {
  return std::string(module_name) + (module_name.find('_') == module_name.npos ? "_" : "__");
}

std::string export_symbol(std::string_view module_name, std::string_view export_name) {
  const std::string prefix = symbol_prefix(module_name);
  const std::string plain = prefix + mangle(export_name, true);
  const bool taken =
      has(kReserved, export_name) || has(kNames, plain) || has(kWords, plain) || is_capital(plain);
  return taken && !export_name.empty() ? prefix + mangle_first(export_name, true) : plain;
}

std::optional<std::string> reserved_module_name(std::string_view name) {
  const std::string_view first = name.substr(0, name.find('_'));
  const auto upper = [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; };
  std::string capitals;
  for (char c : first)
    capitals += upper(c);
  if (capitals == "WEXN")
    return "wexn, and names that start with wexn_, are the runtime's";
  if (name == "llvm")
    return "LLVM knows functions by names that start with llvm.";
  if (name.ends_with("_"))
    return "it ends in an underscore, which separates it from the names of exports";
  if (name.size() > 1 && name[0] == '_' && (name[1] == '_' || (name[1] >= 'A' && name[1] <= 'Z')))
    return "names like this are the C compiler's";
  if (first == name && (has(kNamespaces, name) || has(kNames, std::string(name) + "_module")))
    return "the C library has functions that start with " + std::string(name) + "_";
  return std::nullopt;
}

std::string member_name(std::string_view name) {
  if (name.empty())
    return escape('_'); // what the name "_" would be if it had to be escaped, which it has not
  bool digit = name[0] >= '0' && name[0] <= '9';
  // Identifiers that start with two underscores, or one and a capital letter, are the compiler's.
  bool internal =
      name.size() > 1 && name[0] == '_' && (name[1] == '_' || (name[1] >= 'A' && name[1] <= 'Z'));
  bool taken = has(kWords, name) || is_capital(name) || name.starts_with("wexn_");
  return digit || internal || taken ? mangle_first(name, false) : mangle(name);
}

} // namespace wexn
