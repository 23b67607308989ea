// Types and type uses of the text format (spec: "Text Format / Types").
#pragma once

#include "wexnc/wasm/text/context.h"

#include <utility>
#include <vector>

namespace wexn::wasm {

[[nodiscard]] bool at_ref_type(const TokenCursor &cursor);
[[nodiscard]] Result<HeapType> parse_heap_type(TextContext &context);
[[nodiscard]] Result<ValType> parse_ref_type(TextContext &context);
[[nodiscard]] Result<ValType> parse_val_type(TextContext &context);
[[nodiscard]] Result<GlobalType> parse_global_type(TextContext &context);
// "i32", "i64", or nothing, which means i32; returns whether it is i64.
[[nodiscard]] bool parse_address_type(TokenCursor &cursor);
[[nodiscard]] Result<TableType> parse_table_type(TextContext &context);
[[nodiscard]] Result<MemoryType> parse_memory_type(TextContext &context);
// "(pagesize N)", if that comes next, or 16: the logarithm of the size of a page.
[[nodiscard]] Result<uint32_t> parse_page_size(TextContext &context);

// Names of parameters and locals, as a function's own list of them needs them.
struct LocalNames {
  std::unordered_map<std::string, uint32_t> ids;
  std::map<uint32_t, std::string> names;
  uint32_t count = 0;
};

// "(keyword t*)" or, if `names` is given, also "(keyword $x t)": all that come next, appended to
// `types`. Returns whether there was any.
[[nodiscard]] Result<bool> parse_declared_types(TextContext &context, std::string_view keyword,
                                                std::vector<ValType> &types, LocalNames *names);
// Parameters and results. Identifiers of parameters are allowed if `names` is given.
[[nodiscard]] Result<FuncType> parse_signature(TextContext &context, LocalNames *names);
// Index of the function type, which is added if there is none.
[[nodiscard]] uint32_t intern_func_type(TextContext &context, const FuncType &type,
                                        uint32_t source_offset);
// "(type x)", parameters and results, or either. `names` receives those of the parameters.
[[nodiscard]] Result<uint32_t> parse_type_use(TextContext &context, LocalNames *names);

// The block type of a control instruction, in its binary form (spec: "Text Format / Control
// Instructions").
[[nodiscard]] Status parse_block_type(TextContext &context, ByteWriter &out);

// "(type ...)" or "(rec (type ...)*)": appends to TextContext::types. Its identifiers are bound.
[[nodiscard]] Status parse_type_field(TextContext &context);

} // namespace wexn::wasm
