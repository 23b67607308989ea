// Module fields of the text format -> binary format (spec: "Text Format / Modules"). In two passes
// over the tokens: the first binds identifiers and finds out what index each definition has, the
// second reads the definitions and writes them into their sections.
#pragma once

#include "wexnc/wasm/text/context.h"
#include "wexnc/wasm/text/text.h"

#include <string>

namespace wexn::wasm {

// What stands behind "(module", or is a whole source without that.
struct ModuleSource {
  enum class Form : uint8_t { Fields, Binary, Quote } form = Form::Fields;
  std::string name;  // "$M" or empty
  std::string bytes; // Binary and Quote: the strings, joined
};

// Reads the identifier and what follows it, up to the closing parenthesis, which is not taken, or
// the end. For Form::Fields, `module` receives the module. `position` is moved, also after an
// error.
[[nodiscard]] Result<ModuleSource> parse_module_source(LexedText &text, size_t &position,
                                                       TextModule &module);

// Whether "(word" begins a module field.
[[nodiscard]] bool is_module_field(std::string_view word);

// Reads one module field. REQUIRES: TextContext::cursor is at the "(" of a field of the second
// pass.
struct ModuleField {
  enum class Kind : uint8_t {
    Type,
    Import,
    Func,
    Table,
    Memory,
    Global,
    Tag,
    Export,
    Start,
    Elem,
    Data
  };
  Kind kind;
  size_t token;         // of "("
  uint32_t index = 0;   // in the index space of what it defines
  uint32_t segment = 0; // index of the segment that is written inline
};
[[nodiscard]] Status parse_module_field(TextContext &context, const ModuleField &field);

// (@custom ...) -> TextContext::customs.
[[nodiscard]] Status parse_custom_annotation(TextContext &context, Annotation &annotation);

// Puts the sections together. `name` is that of the name section, or empty.
[[nodiscard]] TextModule assemble_module(TextContext &context, const std::string &name);

} // namespace wexn::wasm
