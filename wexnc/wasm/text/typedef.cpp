// Definitions of types in the text format: recursion groups, subtypes and composite types
// (spec: "Text Format / Types / Recursive Types").
#include "wexnc/wasm/text/types.h"

namespace wexn::wasm {
namespace {

Result<FieldType> parse_field_type(TextContext &context) {
  TokenCursor &cursor = context.cursor;
  FieldType field;
  field.mutable_ = cursor.take_open("mut");
  if (cursor.take_word("i8"))
    field.packed = Packed::I8;
  else if (cursor.take_word("i16"))
    field.packed = Packed::I16;
  field.type = kI32;
  if (field.packed == Packed::None) {
    TRY_ASSIGN(field.type, parse_val_type(context));
  }
  if (field.mutable_)
    TRY(cursor.expect_close());
  return field;
}

Status parse_struct(TextContext &context, uint32_t index, std::vector<FieldType> &fields) {
  TokenCursor &cursor = context.cursor;
  while (cursor.take_open("field")) {
    const Token &token = cursor.peek();
    std::optional<std::string> id = cursor.take_id();
    TRY_ASSIGN(std::optional<std::string> annotation, cursor.take_name_annotation());
    if (id || annotation) {
      auto field = static_cast<uint32_t>(fields.size());
      if (id)
        TRY(context.bind_id(Space::Field, context.field_ids[index], field, *id, token));
      context.field_names[index].emplace(field, annotation ? *annotation : *id);
      TRY_ASSIGN(fields.emplace_back(), parse_field_type(context));
    } else {
      while (cursor.kind() != TokenKind::RParen) {
        TRY_ASSIGN(fields.emplace_back(), parse_field_type(context));
      }
    }
    TRY(cursor.expect_close());
  }
  return ok_status();
}

Status parse_composite(TextContext &context, uint32_t index, TypeDef &def) {
  TokenCursor &cursor = context.cursor;
  if (cursor.take_open("func")) {
    def.kind = CompositeKind::Func;
    LocalNames names; // allowed, and without meaning
    TRY_ASSIGN(def.func, parse_signature(context, &names));
  } else if (cursor.take_open("struct")) {
    def.kind = CompositeKind::Struct;
    TRY(parse_struct(context, index, def.fields));
  } else if (cursor.take_open("array")) {
    def.kind = CompositeKind::Array;
    TRY_ASSIGN(def.fields.emplace_back(), parse_field_type(context));
  } else {
    return cursor.unexpected("'(func', '(struct', '(array' or '(sub'");
  }
  return cursor.expect_close();
}

// "(type $id? subtype)", whose identifier has been bound.
Status parse_type_def(TextContext &context, uint32_t group_start) {
  TokenCursor &cursor = context.cursor;
  context.type_places.push_back(cursor.peek().offset);
  TRY(cursor.expect_open("type"));
  (void)cursor.take_id();
  auto index = static_cast<uint32_t>(context.types.size());
  TypeDef def;
  def.group_start = group_start;
  if (cursor.take_open("sub")) {
    def.final_ = cursor.take_word("final");
    if (cursor.at_index()) {
      TRY_ASSIGN(def.super, context.index(Space::Type));
    }
    if (cursor.at_index())
      return cursor.error(ErrorId::BadSubType, "more than one supertype");
    TRY(parse_composite(context, index, def));
    TRY(cursor.expect_close());
  } else {
    TRY(parse_composite(context, index, def));
  }
  context.types.push_back(std::move(def));
  return cursor.expect_close();
}

} // namespace

Status parse_type_field(TextContext &context) {
  TokenCursor &cursor = context.cursor;
  auto start = static_cast<uint32_t>(context.types.size());
  bool group = cursor.take_open("rec");
  if (group) {
    // An empty group is a place in the section all the same.
    while (cursor.at_open("type"))
      TRY(parse_type_def(context, start));
    TRY(cursor.expect_close());
    context.groups.push_back({start, static_cast<uint32_t>(context.types.size()) - start, true});
  } else {
    TRY(parse_type_def(context, start));
    context.groups.push_back({start, 1, false});
  }
  auto size = static_cast<uint32_t>(context.types.size()) - start;
  for (uint32_t i = 0; i < size; ++i)
    context.types[start + i].group_size = size;
  if (size == 1) {
    const TypeDef &def = context.types[start];
    if (def.kind == CompositeKind::Func && def.final_ && !def.super) {
      ByteWriter form;
      form.func_type(def.func);
      context.func_types.emplace(std::string(form.bytes.begin(), form.bytes.end()), start);
    }
  }
  return ok_status();
}

} // namespace wexn::wasm
