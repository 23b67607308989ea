// Value types, limits and type uses of the text format (spec: "Text Format / Types"). Definitions
// of types are in typedef.cpp.
#include "wexnc/wasm/text/types.h"

#include <bit>
#include <limits>

namespace wexn::wasm {
namespace {

std::optional<HeapKind> heap_kind(std::string_view word) {
#define HEAP_TYPE(kind, KIND, code, above, place, text, abbreviation, feature)                     \
  if (word == text)                                                                                \
    return HeapKind::kind;
#include <wexn/abi/heap_types.def>
  return std::nullopt;
}

std::optional<HeapKind> ref_abbreviation(std::string_view word) {
#define HEAP_TYPE(kind, KIND, code, above, place, text, abbreviation, feature)                     \
  if (word == abbreviation)                                                                        \
    return HeapKind::kind;
#include <wexn/abi/heap_types.def>
  return std::nullopt;
}

std::optional<ValType> number_type(std::string_view word) {
#define VALUE_TYPE(kind, code, text, log2)                                                         \
  if (word == text)                                                                                \
    return ValType::of(ValKind::kind);
#include <wexn/abi/value_types.def>
  return std::nullopt;
}

std::string binary_form(const FuncType &type) {
  ByteWriter out;
  out.func_type(type);
  return {out.bytes.begin(), out.bytes.end()};
}

Result<Limits> parse_limits(TextContext &context) {
  TokenCursor &cursor = context.cursor;
  Limits limits;
  limits.is64 = parse_address_type(cursor);
  constexpr uint64_t kMax = std::numeric_limits<uint64_t>::max();
  TRY_ASSIGN(limits.min, cursor.expect_nat(kMax, "minimum size"));
  if (cursor.at_number()) {
    TRY_ASSIGN(limits.max, cursor.expect_nat(kMax, "maximum size"));
  }
  return limits;
}

} // namespace

bool at_ref_type(const TokenCursor &cursor) {
  return cursor.at_open("ref") || ref_abbreviation(cursor.word()).has_value();
}

Result<HeapType> parse_heap_type(TextContext &context) {
  TokenCursor &cursor = context.cursor;
  if (std::optional<HeapKind> kind = heap_kind(cursor.word())) {
    cursor.skip();
    return HeapType{*kind, false, 0};
  }
  if (!cursor.at_index())
    return cursor.unexpected("heap type");
  TRY_ASSIGN(uint32_t index, context.index(Space::Type));
  return HeapType{HeapKind::Concrete, false, index};
}

Result<ValType> parse_ref_type(TextContext &context) {
  TokenCursor &cursor = context.cursor;
  if (std::optional<HeapKind> kind = ref_abbreviation(cursor.word())) {
    cursor.skip();
    return ValType::ref(*kind, true);
  }
  if (!cursor.take_open("ref"))
    return cursor.unexpected("reference type");
  ValType type = ValType::ref(HeapKind::Func, cursor.take_word("null"));
  TRY_ASSIGN(type.heap, parse_heap_type(context));
  TRY(cursor.expect_close());
  return type;
}

Result<ValType> parse_val_type(TextContext &context) {
  if (std::optional<ValType> type = number_type(context.cursor.word())) {
    context.cursor.skip();
    return *type;
  }
  if (!at_ref_type(context.cursor))
    return context.cursor.unexpected("value type");
  return parse_ref_type(context);
}

Result<GlobalType> parse_global_type(TextContext &context) {
  GlobalType type;
  type.mutable_ = context.cursor.take_open("mut");
  TRY_ASSIGN(type.type, parse_val_type(context));
  if (type.mutable_)
    TRY(context.cursor.expect_close());
  return type;
}

bool parse_address_type(TokenCursor &cursor) {
  if (cursor.take_word("i64"))
    return true;
  (void)cursor.take_word("i32");
  return false;
}

Result<TableType> parse_table_type(TextContext &context) {
  TableType type;
  TRY_ASSIGN(type.limits, parse_limits(context));
  TRY_ASSIGN(type.elem, parse_ref_type(context));
  return type;
}

Result<uint32_t> parse_page_size(TextContext &context) {
  TokenCursor &cursor = context.cursor;
  if (!cursor.take_open("pagesize"))
    return 16u;
  const Token &token = cursor.peek();
  TRY_ASSIGN(uint64_t size, cursor.expect_nat(std::numeric_limits<uint32_t>::max(), "page size"));
  if (!std::has_single_bit(size))
    return cursor.error_at(token, ErrorId::TextConstantRange, "invalid custom page size");
  TRY(cursor.expect_close());
  return static_cast<uint32_t>(std::countr_zero(size));
}

Result<MemoryType> parse_memory_type(TextContext &context) {
  MemoryType type;
  TRY_ASSIGN(type.limits, parse_limits(context));
  type.limits.shared = context.cursor.take_word("shared");
  TRY_ASSIGN(type.page_log2, parse_page_size(context));
  return type;
}

Result<bool> parse_declared_types(TextContext &context, std::string_view keyword,
                                  std::vector<ValType> &types, LocalNames *names) {
  TokenCursor &cursor = context.cursor;
  bool any = false;
  while (cursor.take_open(keyword)) {
    any = true;
    const Token &token = cursor.peek();
    std::optional<std::string> id, annotation;
    if (names) {
      id = cursor.take_id();
      TRY_ASSIGN(annotation, cursor.take_name_annotation());
    }
    if (id || annotation) {
      uint32_t index = names->count++;
      if (id)
        TRY(context.bind_id(Space::Local, names->ids, index, *id, token));
      names->names.emplace(index, annotation ? *annotation : *id);
      TRY_ASSIGN(types.emplace_back(), parse_val_type(context));
    } else {
      while (cursor.kind() != TokenKind::RParen) {
        TRY_ASSIGN(types.emplace_back(), parse_val_type(context));
        if (names)
          ++names->count;
      }
    }
    TRY(cursor.expect_close());
  }
  return any;
}

Result<FuncType> parse_signature(TextContext &context, LocalNames *names) {
  FuncType type;
  TRY(parse_declared_types(context, "param", type.params, names));
  TRY(parse_declared_types(context, "result", type.results, nullptr));
  return type;
}

uint32_t intern_func_type(TextContext &context, const FuncType &type, uint32_t source_offset) {
  auto index = static_cast<uint32_t>(context.types.size());
  auto [found, added] = context.func_types.emplace(binary_form(type), index);
  if (added) {
    TypeDef &def = context.types.emplace_back();
    def.func = type;
    def.group_start = index;
    context.groups.push_back({index, 1, false});
    context.type_places.push_back(source_offset);
    ++context.space(Space::Type).count;
  }
  return found->second;
}

Result<uint32_t> parse_type_use(TextContext &context, LocalNames *names) {
  TokenCursor &cursor = context.cursor;
  uint32_t place = cursor.peek().offset;
  if (!cursor.take_open("type")) {
    TRY_ASSIGN(FuncType type, parse_signature(context, names));
    return intern_func_type(context, type, place);
  }
  const Token &index_token = cursor.peek();
  TRY_ASSIGN(uint32_t index, context.index(Space::Type));
  TRY(cursor.expect_close());
  const Token &signature_token = cursor.peek();
  TRY_ASSIGN(FuncType type, parse_signature(context, names));
  bool known = index < context.types.size() && context.types[index].kind == CompositeKind::Func;
  if (type.params.empty() && type.results.empty()) {
    // The validator says what is wrong with an index of no function type.
    if (names && known)
      names->count = static_cast<uint32_t>(context.types[index].func.params.size());
    return index;
  }
  if (index >= context.types.size())
    return cursor.error_at(index_token, ErrorId::UnknownType, std::to_string(index));
  if (!known || context.types[index].func.params != type.params ||
      context.types[index].func.results != type.results)
    return cursor.error_at(signature_token, ErrorId::TextInlineType,
                           "does not match type " + std::to_string(index));
  return index;
}

Status parse_block_type(TextContext &context, ByteWriter &out) {
  TokenCursor &cursor = context.cursor;
  if (cursor.at_open("type")) {
    TRY_ASSIGN(uint32_t index, parse_type_use(context, nullptr));
    out.signed_leb(index);
    return ok_status();
  }
  uint32_t place = cursor.peek().offset;
  TRY_ASSIGN(FuncType type, parse_signature(context, nullptr));
  if (!type.params.empty() || type.results.size() > 1)
    out.signed_leb(intern_func_type(context, type, place));
  else if (type.results.empty())
    out.byte(code::kEmptyBlock);
  else
    out.val_type(type.results[0]);
  return ok_status();
}

} // namespace wexn::wasm
