// Wasm names -> C identifiers.
#include "wexnc/support/mangle.h"

#include <algorithm>
#include <array>
#include <cstdint>

namespace wexn {
namespace {

// What the generated header defines with the module's prefix.
constexpr std::array<std::string_view, 8> kReserved = {
    "base", "imports", "instance", "instance_size", "module", "new", "resolve", "resolve_env"};

// Keywords of C11 and C++20, and macros that the usual headers and compilers define.
constexpr std::string_view kKeywords[] = {"EOF",
                                          "NULL",
                                          "alignas",
                                          "alignof",
                                          "and",
                                          "and_eq",
                                          "asm",
                                          "assert",
                                          "auto",
                                          "bitand",
                                          "bitor",
                                          "bool",
                                          "break",
                                          "case",
                                          "catch",
                                          "char",
                                          "char16_t",
                                          "char32_t",
                                          "char8_t",
                                          "class",
                                          "co_await",
                                          "co_return",
                                          "co_yield",
                                          "compl",
                                          "complex",
                                          "concept",
                                          "const",
                                          "const_cast",
                                          "consteval",
                                          "constexpr",
                                          "constinit",
                                          "continue",
                                          "decltype",
                                          "default",
                                          "delete",
                                          "do",
                                          "double",
                                          "dynamic_cast",
                                          "else",
                                          "enum",
                                          "errno",
                                          "explicit",
                                          "export",
                                          "extern",
                                          "false",
                                          "float",
                                          "for",
                                          "friend",
                                          "goto",
                                          "if",
                                          "imaginary",
                                          "inline",
                                          "int",
                                          "linux",
                                          "long",
                                          "mutable",
                                          "namespace",
                                          "new",
                                          "noexcept",
                                          "noreturn",
                                          "not",
                                          "not_eq",
                                          "nullptr",
                                          "operator",
                                          "or",
                                          "or_eq",
                                          "private",
                                          "protected",
                                          "public",
                                          "register",
                                          "reinterpret_cast",
                                          "requires",
                                          "restrict",
                                          "return",
                                          "setjmp",
                                          "short",
                                          "signed",
                                          "sizeof",
                                          "static",
                                          "static_assert",
                                          "static_cast",
                                          "stderr",
                                          "stdin",
                                          "stdout",
                                          "struct",
                                          "switch",
                                          "template",
                                          "this",
                                          "thread_local",
                                          "throw",
                                          "true",
                                          "try",
                                          "typedef",
                                          "typeid",
                                          "typename",
                                          "typeof",
                                          "union",
                                          "unix",
                                          "unsigned",
                                          "using",
                                          "virtual",
                                          "void",
                                          "volatile",
                                          "wchar_t",
                                          "while",
                                          "xor",
                                          "xor_eq"};

bool is_plain(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}
bool is_hex(char c) { return (c >= 'a' && c <= 'f') || (c >= '0' && c <= '9'); }

std::string escape(char c) {
  constexpr const char *kDigits = "0123456789abcdef";
  auto byte = static_cast<uint8_t>(c);
  return {'_', 'x', kDigits[byte >> 4], kDigits[byte & 15]};
}

// The mangled form of a name whose first character must not stay as it is.
std::string mangle_first(std::string_view name) { return escape(name[0]) + mangle(name.substr(1)); }

} // namespace

std::string mangle(std::string_view name) {
  std::string out;
  for (size_t i = 0; i < name.size(); ++i) {
    bool looks_escaped = name[i] == '_' && i + 3 < name.size() && name[i + 1] == 'x' &&
                         is_hex(name[i + 2]) && is_hex(name[i + 3]);
    if (is_plain(name[i]) && !looks_escaped)
      out += name[i];
    else
      out += escape(name[i]);
  }
  return out;
}

std::string export_symbol(std::string_view module_name, std::string_view export_name) {
  bool reserved = std::find(kReserved.begin(), kReserved.end(), export_name) != kReserved.end();
  return std::string(module_name) + "_" +
         (reserved ? mangle_first(export_name) : mangle(export_name));
}

std::string member_name(std::string_view name) {
  if (name.empty())
    return escape('_'); // what the name "_" would be if it had to be escaped, which it has not
  bool digit = name[0] >= '0' && name[0] <= '9';
  // Identifiers that start with two underscores, or one and a capital letter, are the compiler's.
  bool internal =
      name.size() > 1 && name[0] == '_' && (name[1] == '_' || (name[1] >= 'A' && name[1] <= 'Z'));
  bool keyword = std::binary_search(std::begin(kKeywords), std::end(kKeywords), name);
  return digit || internal || keyword ? mangle_first(name) : mangle(name);
}

} // namespace wexn
