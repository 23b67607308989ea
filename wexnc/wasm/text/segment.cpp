// Element and data segments of the text format -> their sections (spec: "Text Format / Modules",
// "Binary Format / Modules / Element Section" and "Data Section").
#include "wexnc/wasm/text/field.h"
#include "wexnc/wasm/text/types.h"

namespace wexn::wasm {
namespace {

// What makes an entry of the element section.
struct ElemText {
  SegmentMode mode = SegmentMode::Passive;
  uint32_t table = 0;
  bool table_given = false;
  CodeText offset; // Active, with its end
  bool uses_exprs = false;
  ValType type = ValType::ref(HeapKind::Func, false);
  uint64_t count = 0;
  CodeText items; // function indices, or expressions with their ends
};

void append(CodeText &to, const CodeText &from) {
  for (const auto &[offset, place] : from.places)
    to.places.emplace_back(to.out.size() + offset, place);
  to.out.raw(from.out.bytes);
}

// "(keyword instruction*)" or one folded instruction; with the final end.
Status wrapped_expr(TextContext &context, std::string_view keyword, CodeText &code) {
  TokenCursor &cursor = context.cursor;
  BodyScope scope;
  if (cursor.take_open(keyword)) {
    TRY(parse_instructions(context, scope, code));
    TRY(cursor.expect_close());
  } else {
    if (cursor.kind() != TokenKind::LParen)
      return cursor.unexpected("'(" + std::string(keyword) + "' or '('");
    TRY(parse_folded(context, scope, code));
  }
  code.out.opcode(Opcode::End);
  return ok_status();
}

CodeText zero_offset(bool is64) {
  CodeText code;
  code.out.opcode(is64 ? Opcode::I64Const : Opcode::I32Const);
  code.out.signed_leb(0);
  code.out.opcode(Opcode::End);
  return code;
}

Status func_list(TextContext &context, ElemText &elem, bool as_exprs) {
  elem.uses_exprs = as_exprs;
  ByteWriter &out = elem.items.out;
  for (; context.cursor.at_index(); ++elem.count) {
    TRY_ASSIGN(uint32_t index, context.index(Space::Func));
    if (as_exprs)
      out.opcode(Opcode::RefFunc);
    out.unsigned_leb(index);
    if (as_exprs)
      out.opcode(Opcode::End);
  }
  return ok_status();
}

Status expr_list(TextContext &context, ElemText &elem) {
  elem.uses_exprs = true;
  for (; context.cursor.kind() == TokenKind::LParen; ++elem.count) {
    CodeText item;
    TRY(wrapped_expr(context, "item", item));
    append(elem.items, item);
  }
  return ok_status();
}

void write_elem(TextContext &context, const ElemText &elem, uint32_t place) {
  ByteWriter &out = context.entry(SectionId::Elem, place);
  // The forms without a table and a type mean table 0 and, of expressions, funcref.
  bool has_type = elem.uses_exprs && elem.type != kFuncRef;
  bool explicit_table = elem.mode == SegmentMode::Active && (elem.table != 0 || has_type);
  constexpr unsigned kNotActive = 1, kTableOrDeclarative = 2, kExprs = 4;
  bool second = explicit_table || elem.mode == SegmentMode::Declarative;
  out.byte((elem.mode != SegmentMode::Active ? kNotActive : 0) |
           (second ? kTableOrDeclarative : 0) | (elem.uses_exprs ? kExprs : 0));
  if (explicit_table)
    out.unsigned_leb(elem.table);
  if (elem.mode == SegmentMode::Active)
    append_code(context, SectionId::Elem, elem.offset);
  if (elem.mode != SegmentMode::Active || explicit_table) {
    if (elem.uses_exprs)
      out.val_type(elem.type);
    else
      out.byte(0); // functions
  }
  out.unsigned_leb(elem.count);
  append_code(context, SectionId::Elem, elem.items);
}

void write_data(TextContext &context, const std::string &bytes, const CodeText *offset,
                uint32_t memory, uint32_t place) {
  ByteWriter &out = context.entry(SectionId::Data, place);
  constexpr unsigned kActive = 0, kPassive = 1, kMemory = 2;
  out.byte(!offset ? kPassive : memory != 0 ? kMemory : kActive);
  if (offset && memory != 0)
    out.unsigned_leb(memory);
  if (offset)
    append_code(context, SectionId::Data, *offset);
  out.sized(bytes);
}

} // namespace

Status parse_elem_field(TextContext &context, uint32_t place) {
  TokenCursor &cursor = context.cursor;
  (void)cursor.take_id();
  ElemText elem;
  if (cursor.take_word("declare")) {
    elem.mode = SegmentMode::Declarative;
  } else {
    elem.table_given = cursor.take_open("table");
    if (elem.table_given) {
      TRY_ASSIGN(elem.table, context.index(Space::Table));
      TRY(cursor.expect_close());
    }
    // A parenthesis is an offset, unless it begins the type of a passive segment.
    if (elem.table_given || (cursor.kind() == TokenKind::LParen && !at_ref_type(cursor))) {
      elem.mode = SegmentMode::Active;
      TRY(wrapped_expr(context, "offset", elem.offset));
    }
  }
  bool bare = elem.mode == SegmentMode::Active && !elem.table_given;
  if (cursor.take_word("func") ||
      (bare && (cursor.at_index() || cursor.kind() == TokenKind::RParen))) {
    TRY(func_list(context, elem, false));
  } else {
    TRY_ASSIGN(elem.type, parse_ref_type(context));
    TRY(expr_list(context, elem));
  }
  write_elem(context, elem, place);
  return ok_status();
}

Result<uint64_t> parse_inline_elem(TextContext &context, const ModuleField &field, bool is64,
                                   const ValType &type, uint32_t place) {
  TokenCursor &cursor = context.cursor;
  TRY(cursor.expect_open("elem"));
  ElemText elem;
  elem.mode = SegmentMode::Active;
  elem.table = field.index;
  elem.offset = zero_offset(is64);
  // Indices are of type (ref func), which may not match the table's type; then they are written out
  // as the expressions that they stand for.
  bool indices_match = type == kFuncRef || type == elem.type;
  if (cursor.kind() == TokenKind::LParen)
    TRY(expr_list(context, elem));
  else
    TRY(func_list(context, elem, !indices_match));
  if (elem.uses_exprs)
    elem.type = type;
  write_elem(context, elem, place);
  TRY(cursor.expect_close());
  return elem.count;
}

Status parse_data_field(TextContext &context, uint32_t place) {
  TokenCursor &cursor = context.cursor;
  (void)cursor.take_id();
  bool memory_given = cursor.take_open("memory");
  uint32_t memory = 0;
  if (memory_given) {
    TRY_ASSIGN(memory, context.index(Space::Memory));
    TRY(cursor.expect_close());
  }
  bool active = memory_given || cursor.kind() == TokenKind::LParen;
  CodeText offset;
  if (active)
    TRY(wrapped_expr(context, "offset", offset));
  write_data(context, cursor.take_strings(), active ? &offset : nullptr, memory, place);
  return ok_status();
}

Result<uint64_t> parse_inline_data(TextContext &context, const ModuleField &field, bool is64,
                                   uint32_t place) {
  TokenCursor &cursor = context.cursor;
  TRY(cursor.expect_open("data"));
  std::string bytes = cursor.take_strings();
  TRY(cursor.expect_close());
  CodeText offset = zero_offset(is64);
  write_data(context, bytes, &offset, field.index, place);
  return uint64_t{bytes.size()};
}

} // namespace wexn::wasm
