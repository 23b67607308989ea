// The second pass over a module's text: imports, functions, tables, memories, globals, tags,
// exports and the start function -> their sections (spec: "Text Format / Modules"). Segments are in
// segment.cpp.
#include "wexnc/wasm/text/field.h"

#include "wexnc/wasm/text/instr.h"
#include "wexnc/wasm/text/types.h"

namespace wexn::wasm {
namespace {

using Kind = ModuleField::Kind;

struct EntityInfo {
  std::string_view word;
  Kind field;
  ExternKind extern_kind;
  Space space;
};
constexpr EntityInfo kEntities[] = {
    {"func", Kind::Func, ExternKind::Func, Space::Func},
    {"table", Kind::Table, ExternKind::Table, Space::Table},
    {"memory", Kind::Memory, ExternKind::Memory, Space::Memory},
    {"global", Kind::Global, ExternKind::Global, Space::Global},
    {"tag", Kind::Tag, ExternKind::Tag, Space::Tag},
};

// "(func", "(table", ...: takes it. REQUIRES: the first pass or the caller saw one of them.
Result<const EntityInfo *> expect_entity(TokenCursor &cursor) {
  for (const EntityInfo &entity : kEntities)
    if (cursor.take_open(entity.word))
      return &entity;
  return cursor.unexpected("'(func', '(table', '(memory', '(global' or '(tag'");
}

// Parameters of an imported function have names as well.
void keep_local_names(TextContext &context, uint32_t function, LocalNames &names) {
  if (!names.names.empty())
    context.local_names.emplace(function, std::move(names.names));
}

Status write_extern_type(TextContext &context, const EntityInfo &entity, uint32_t index,
                         ByteWriter &out) {
  out.byte(static_cast<unsigned>(entity.extern_kind));
  switch (entity.extern_kind) {
  case ExternKind::Func: {
    LocalNames names;
    TRY_ASSIGN(uint32_t type, parse_type_use(context, &names));
    out.unsigned_leb(type);
    keep_local_names(context, index, names);
    return ok_status();
  }
  case ExternKind::Table: {
    TRY_ASSIGN(TableType type, parse_table_type(context));
    out.table_type(type);
    return ok_status();
  }
  case ExternKind::Memory: {
    TRY_ASSIGN(MemoryType type, parse_memory_type(context));
    out.limits(type.limits, type.page_log2);
    return ok_status();
  }
  case ExternKind::Global: {
    TRY_ASSIGN(GlobalType type, parse_global_type(context));
    out.global_type(type);
    return ok_status();
  }
  case ExternKind::Tag: {
    LocalNames names; // allowed, and without meaning
    TRY_ASSIGN(uint32_t type, parse_type_use(context, &names));
    out.byte(0);
    out.unsigned_leb(type);
    return ok_status();
  }
  }
  bug("unknown kind of import");
}

// (kind $id? type), of `count` imports in a row. Imports come first, so an import's index is the
// number of those before it.
Status write_import_type(TextContext &context, uint32_t count, ByteWriter &out) {
  TRY_ASSIGN(const EntityInfo *entity, expect_entity(context.cursor));
  (void)context.cursor.take_id();
  uint32_t &imported = context.imported[static_cast<size_t>(entity->extern_kind)];
  const uint32_t index = imported;
  imported += count;
  TRY(write_extern_type(context, *entity, index, out));
  return context.cursor.expect_close();
}

// (import "module" "name" TYPE)
// (import "module" (item "name" TYPE)*)
// (import "module" (item "name")* TYPE)
Status import_field(TextContext &context, uint32_t place) {
  TokenCursor &cursor = context.cursor;
  ByteWriter &out = context.entry(SectionId::Import, place);
  TRY_ASSIGN(std::string module, cursor.expect_name("module name"));
  out.sized(module);
  if (cursor.kind() == TokenKind::String) {
    TRY_ASSIGN(std::string name, cursor.expect_name("name"));
    out.sized(name);
    return write_import_type(context, 1, out);
  }
  out.sized(std::string_view());
  ByteWriter items;
  uint32_t count = 0, typed = 0;
  while (cursor.take_open("item")) {
    TRY_ASSIGN(std::string name, cursor.expect_name("name"));
    items.sized(name);
    ++count;
    if (cursor.kind() == TokenKind::LParen) {
      TRY(write_import_type(context, 1, items));
      ++typed;
    }
    if (typed != 0 && typed != count)
      return cursor.unexpected("the item's type, as others have theirs");
    TRY(cursor.expect_close());
  }
  const bool shared = cursor.kind() == TokenKind::LParen && typed == 0;
  out.byte(shared ? code::kImportsOfType : code::kImports);
  if (shared)
    TRY(write_import_type(context, count, out));
  else if (typed != count)
    return cursor.unexpected("the type of the items");
  out.unsigned_leb(count);
  out.raw(items.bytes);
  return ok_status();
}

// Identifier, (export "name")* and an (import "module" "name") with its type, if that is there.
// Returns whether it is.
Result<bool> inline_clauses(TextContext &context, const ModuleField &field, uint32_t place) {
  TokenCursor &cursor = context.cursor;
  const EntityInfo *entity = nullptr;
  for (const EntityInfo &candidate : kEntities)
    if (candidate.field == field.kind)
      entity = &candidate;
  if (!entity)
    bug("a field that can be neither exported nor imported");
  (void)cursor.take_id();
  while (cursor.take_open("export")) {
    TRY_ASSIGN(std::string name, cursor.expect_name("name"));
    ByteWriter &out = context.entry(SectionId::Export, place);
    out.sized(name);
    out.byte(static_cast<unsigned>(entity->extern_kind));
    out.unsigned_leb(field.index);
    TRY(cursor.expect_close());
  }
  if (!cursor.take_open("import"))
    return false;
  ++context.imported[static_cast<size_t>(entity->extern_kind)];
  ByteWriter &out = context.entry(SectionId::Import, place);
  for (const char *what : {"module name", "name"}) {
    TRY_ASSIGN(std::string name, cursor.expect_name(what));
    out.sized(name);
  }
  TRY(cursor.expect_close());
  TRY(write_extern_type(context, *entity, field.index, out));
  return true;
}

// (local ...)*: run lengths of equal types.
void write_locals(const std::vector<ValType> &types, ByteWriter &out) {
  std::vector<std::pair<uint32_t, ValType>> runs;
  for (const ValType &type : types) {
    if (runs.empty() || runs.back().second != type)
      runs.emplace_back(0, type);
    ++runs.back().first;
  }
  out.unsigned_leb(runs.size());
  for (const auto &[count, type] : runs) {
    out.unsigned_leb(count);
    out.val_type(type);
  }
}

Status func_body(TextContext &context, const ModuleField &field, uint32_t place) {
  TokenCursor &cursor = context.cursor;
  LocalNames names;
  TRY_ASSIGN(uint32_t type, parse_type_use(context, &names));
  context.entry(SectionId::Func, place).unsigned_leb(type);
  std::vector<ValType> locals;
  TRY(parse_declared_types(context, "local", locals, &names));
  CodeText code;
  write_locals(locals, code.out);
  BodyScope scope{std::move(names.ids), {}};
  TRY(parse_instructions(context, scope, code));
  code.places.emplace_back(code.out.size(), cursor.peek().offset);
  code.out.opcode(Opcode::End);
  if (!code.hints.empty())
    context.branch_hints.emplace(field.index, std::move(code.hints));
  keep_local_names(context, field.index, names);

  ByteWriter &out = context.entry(SectionId::Code, place);
  out.unsigned_leb(code.out.size());
  append_code(context, SectionId::Code, code);
  return ok_status();
}

Status func_field(TextContext &context, const ModuleField &field, uint32_t place) {
  Status status = func_body(context, field, place);
  if (!status.ok() && status.error().function.empty()) {
    auto &names = context.space(Space::Func).names;
    auto name = names.find(field.index);
    status.error().function = name == names.end() ? std::to_string(field.index) : name->second;
  }
  return status;
}

Status table_field(TextContext &context, const ModuleField &field, uint32_t place) {
  TokenCursor &cursor = context.cursor;
  ByteWriter &out = context.entry(SectionId::Table, place);
  size_t start = cursor.position();
  bool is64 = parse_address_type(cursor);
  if (at_ref_type(cursor)) {
    TableType type;
    TRY_ASSIGN(type.elem, parse_ref_type(context));
    TRY_ASSIGN(uint64_t count, parse_inline_elem(context, field, is64, type.elem, place));
    type.limits = {count, count, is64, false};
    out.table_type(type);
    return ok_status();
  }
  cursor.move_to(start);
  TRY_ASSIGN(TableType type, parse_table_type(context));
  if (cursor.kind() == TokenKind::RParen) {
    out.table_type(type);
    return ok_status();
  }
  out.byte(code::kTableWithInit);
  out.byte(0);
  out.table_type(type);
  return parse_expr(context, SectionId::Table);
}

Status memory_field(TextContext &context, const ModuleField &field, uint32_t place) {
  TokenCursor &cursor = context.cursor;
  ByteWriter &out = context.entry(SectionId::Memory, place);
  size_t start = cursor.position();
  bool is64 = parse_address_type(cursor);
  if (cursor.kind() == TokenKind::LParen) {
    TRY_ASSIGN(uint32_t page_log2, parse_page_size(context));
    TRY_ASSIGN(uint64_t bytes, parse_inline_data(context, field, is64, place));
    uint64_t pages = (bytes + (uint64_t{1} << page_log2) - 1) >> page_log2;
    out.limits({pages, pages, is64, false}, page_log2);
    return ok_status();
  }
  cursor.move_to(start);
  TRY_ASSIGN(MemoryType type, parse_memory_type(context));
  out.limits(type.limits, type.page_log2);
  return ok_status();
}

Status definition(TextContext &context, const ModuleField &field, uint32_t place) {
  switch (field.kind) {
  case Kind::Func:
    return func_field(context, field, place);
  case Kind::Table:
    return table_field(context, field, place);
  case Kind::Memory:
    return memory_field(context, field, place);
  case Kind::Global: {
    TRY_ASSIGN(GlobalType type, parse_global_type(context));
    context.entry(SectionId::Global, place).global_type(type);
    return parse_expr(context, SectionId::Global);
  }
  case Kind::Tag: {
    LocalNames names; // allowed, and without meaning
    TRY_ASSIGN(uint32_t type, parse_type_use(context, &names));
    ByteWriter &out = context.entry(SectionId::Tag, place);
    out.byte(0);
    out.unsigned_leb(type);
    return ok_status();
  }
  case Kind::Type:
  case Kind::Import:
  case Kind::Export:
  case Kind::Start:
  case Kind::Elem:
  case Kind::Data:
    break;
  }
  bug("a field that defines nothing");
}

// (export "name" (kind index))
Status export_field(TextContext &context, uint32_t place) {
  TokenCursor &cursor = context.cursor;
  TRY_ASSIGN(std::string name, cursor.expect_name("name"));
  TRY_ASSIGN(const EntityInfo *entity, expect_entity(cursor));
  TRY_ASSIGN(uint32_t index, context.index(entity->space));
  ByteWriter &out = context.entry(SectionId::Export, place);
  out.sized(name);
  out.byte(static_cast<unsigned>(entity->extern_kind));
  out.unsigned_leb(index);
  return cursor.expect_close();
}

Status start_field(TextContext &context, uint32_t place) {
  if (context.section(SectionId::Start).count != 0)
    return context.cursor.text().error(ErrorId::TextMultipleStart, place);
  TRY_ASSIGN(uint32_t index, context.index(Space::Func));
  context.entry(SectionId::Start, place).unsigned_leb(index);
  return ok_status();
}

} // namespace

void append_code(TextContext &context, SectionId section, const CodeText &code) {
  SectionText &to = context.section(section);
  for (const auto &[offset, place] : code.places)
    to.places.emplace_back(to.out.size() + offset, place);
  to.out.raw(code.out.bytes);
}

Status parse_expr(TextContext &context, SectionId section) {
  CodeText code;
  BodyScope scope;
  TRY(parse_instructions(context, scope, code));
  code.out.opcode(Opcode::End);
  append_code(context, section, code);
  return ok_status();
}

Status parse_module_field(TextContext &context, const ModuleField &field) {
  TokenCursor &cursor = context.cursor;
  if (field.kind == Kind::Type)
    return parse_type_field(context);
  uint32_t place = cursor.peek().offset;
  cursor.skip(2);
  switch (field.kind) {
  case Kind::Type:
    break;
  case Kind::Import:
    TRY(import_field(context, place));
    break;
  case Kind::Func:
  case Kind::Table:
  case Kind::Memory:
  case Kind::Global:
  case Kind::Tag: {
    TRY_ASSIGN(bool imported, inline_clauses(context, field, place));
    if (!imported)
      TRY(definition(context, field, place));
    break;
  }
  case Kind::Export:
    TRY(export_field(context, place));
    break;
  case Kind::Start:
    TRY(start_field(context, place));
    break;
  case Kind::Elem:
    TRY(parse_elem_field(context, place));
    break;
  case Kind::Data:
    TRY(parse_data_field(context, place));
    break;
  }
  return cursor.expect_close();
}

} // namespace wexn::wasm
