// Names of Wasm things as C identifiers. Used by the code generator for the symbols of typed
// exports and by the header generator for everything it declares, so that both agree.
//
// The rule: letters, digits and underscores stay. Every other byte becomes `_xHH`, its value in two
// lowercase hexadecimal digits. An underscore of the original that is followed by x and two such
// digits is itself written `_x5f`. Therefore `_xHH` always stands for a byte, and different names
// have different identifiers.
#pragma once

#include <string>
#include <string_view>

namespace wexn {

// By the rule above. The result may start with a digit or be empty: it is meant to follow a prefix.
[[nodiscard]] std::string mangle(std::string_view name);

// The symbol of an export: NAME_ and the mangled export name. Names that the interface of every
// module has itself (exported_reserved: instance, imports, module, new, ...) are written with their
// first letter as `_xHH`.
[[nodiscard]] std::string export_symbol(std::string_view module_name, std::string_view export_name);

// The name of a struct member: mangled; when that is no identifier or is a keyword or common macro
// of C or C++, the first letter is written as `_xHH` (and the empty name is `_x5f`).
[[nodiscard]] std::string member_name(std::string_view name);

} // namespace wexn
