// Pieces of module fields that more than one file reads (spec: "Text Format / Modules").
#pragma once

#include "wexnc/wasm/text/instr.h"
#include "wexnc/wasm/text/module.h"

namespace wexn::wasm {

// Appends code to a section, with the places of its instructions.
void append_code(TextContext &context, SectionId section, const CodeText &code);
// Reads the instructions of an expression, up to ")", and appends them and `end` to a section.
[[nodiscard]] Status parse_expr(TextContext &context, SectionId section);

// (elem ...) and (data ...), behind the keyword.
[[nodiscard]] Status parse_elem_field(TextContext &context, uint32_t place);
[[nodiscard]] Status parse_data_field(TextContext &context, uint32_t place);
// The same within the definition of a table or memory, `field`. They return the number of elements
// or bytes.
[[nodiscard]] Result<uint64_t> parse_inline_elem(TextContext &context, const ModuleField &field,
                                                 bool is64, const ValType &type, uint32_t place);
[[nodiscard]] Result<uint64_t> parse_inline_data(TextContext &context, const ModuleField &field,
                                                 bool is64, uint32_t place);

} // namespace wexn::wasm
