// Names of Wasm things as C identifiers. Used by the code generator for the symbols of typed
// exports and by the header generator for everything it declares, so that both agree.
//
// The rule: letters, digits and underscores stay. Every other byte becomes `_xHH`, its value in two
// lowercase hexadecimal digits. An underscore of the original that is followed by x and two such
// digits is itself written `_x5f`. Therefore `_xHH` always stands for a byte, and different names
// have different identifiers.
//
// Symbols are NAME_ and the export's identifier; NAME__ where the module's name has an underscore
// of its own. In these identifiers no two underscores stand together but at their start (the first
// is
// `_x5f`), and no NAME ends in one. So each symbol belongs to one module and one export: what lies
// before the last underscores of which two or more stand together is the module's name, if that has
// an underscore; otherwise it ends at the first underscore.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace wexn {

// By the rule above. The result may start with a digit or be empty: it is meant to follow a prefix.
[[nodiscard]] std::string mangle(std::string_view name);

// What every name that a module gives to C starts with: NAME_, or NAME__.
[[nodiscard]] std::string symbol_prefix(std::string_view module_name);

// The symbol of an export. Its first letter is written as `_xHH` if it would be a name that the
// interface of every module has itself (instance, imports, module, new, ...), a function, type or
// macro of the C library (c_library.def, c_words.def), or has capitals only, like a macro.
[[nodiscard]] std::string export_symbol(std::string_view module_name, std::string_view export_name);

// Why no module may be called so, if that is the case. `name` is a C identifier.
[[nodiscard]] std::optional<std::string> reserved_module_name(std::string_view name);

// The name of a struct member: mangled; when that is no identifier, or is a word of c_words.def, or
// has capitals only, or starts with wexn_, the first letter is written as `_xHH` (and the empty
// name is `_x5f`).
[[nodiscard]] std::string member_name(std::string_view name);

} // namespace wexn
