// Immediates of instructions in the text format, by the Imm column of opcodes.def -> binary form
// (spec: "Text Format / Instructions" and "Binary Format / Instructions").
#include "wexnc/wasm/text/instr.h"
#include "wexnc/wasm/text/number.h"

#include <bit>
#include <limits>

namespace wexn::wasm {
namespace {

struct Immediates {
  TextContext &context;
  const BodyScope &scope;
  ByteWriter &out;
  TokenCursor &cursor = context.cursor;

  Result<uint32_t> optional_index(Space space);
  Result<uint32_t> local();
  Status put(Result<uint32_t> index);
  Status label_table();
  Status mem_arg(unsigned width, bool has_lane);
  Status lane();
  Status segment_and_target(Space segment, Space target);
  Status two_targets(Space space);
  Status cast(Opcode op);
  Status br_on_cast(Opcode op);
  Status select();
  Status shuffle();
  Status catches();
  Status parse(Opcode op);
};

Status Immediates::put(Result<uint32_t> index) {
  TRY_ASSIGN(uint32_t value, index);
  out.unsigned_leb(value);
  return ok_status();
}

Result<uint32_t> Immediates::optional_index(Space space) {
  if (!cursor.at_index())
    return 0u;
  return context.index(space);
}

Result<uint32_t> Immediates::local() {
  const Token &token = cursor.peek();
  if (cursor.kind() != TokenKind::Id)
    return context.index(Space::Local);
  std::string id = *cursor.take_id();
  auto found = scope.locals.find(id);
  if (found == scope.locals.end())
    return cursor.error_at(token, ErrorId::UnknownLocal, "$" + id);
  return found->second;
}

Status Immediates::label_table() {
  std::vector<uint32_t> labels;
  do {
    TRY_ASSIGN(labels.emplace_back(), scope.labels.index(cursor));
  } while (cursor.at_index());
  out.unsigned_leb(labels.size() - 1);
  for (uint32_t label : labels)
    out.unsigned_leb(label);
  return ok_status();
}

// A byte; that it is one of the lanes is for the validator to check.
Status Immediates::lane() {
  if (!cursor.at_index() || cursor.kind() == TokenKind::Id)
    return cursor.unexpected("lane number");
  TRY_ASSIGN(uint64_t lane, cursor.expect_nat(0xFF, "lane number"));
  out.byte(static_cast<unsigned>(lane));
  return ok_status();
}

// `width` is the natural alignment in bits; a lane number may follow.
Status Immediates::mem_arg(unsigned width, bool has_lane) {
  constexpr uint64_t kMax = std::numeric_limits<uint64_t>::max();
  auto is_argument = [&](size_t ahead) {
    return cursor.word(ahead).starts_with("offset=") || cursor.word(ahead).starts_with("align=");
  };
  uint32_t memory = 0;
  // A single number before the end is the lane.
  if (cursor.kind() == TokenKind::Id ||
      (cursor.at_index() && (!has_lane || is_argument(1) || cursor.at_index(1)))) {
    TRY_ASSIGN(memory, context.index(Space::Memory));
  }
  auto argument = [&](std::string_view name, uint64_t absent) -> Result<uint64_t> {
    if (!cursor.word().starts_with(name))
      return absent;
    ParsedNumber number = parse_nat(cursor.word().substr(name.size()), kMax);
    if (number.status == NumberStatus::Malformed)
      return cursor.error(ErrorId::TextUnknownOperator, std::string(cursor.word()));
    if (number.status == NumberStatus::OutOfRange)
      return cursor.error(ErrorId::TextConstantRange, std::string(cursor.word()));
    cursor.skip();
    return number.bits;
  };
  TRY_ASSIGN(uint64_t offset, argument("offset=", 0));
  const Token &token = cursor.peek();
  TRY_ASSIGN(uint64_t align, argument("align=", width / 8));
  if (!std::has_single_bit(align))
    return cursor.error_at(token, ErrorId::TextAlignment);
  auto log2 = static_cast<unsigned>(std::countr_zero(align));
  out.byte(log2 | (memory != 0 ? code::kHasMemory : 0u));
  if (memory != 0)
    out.unsigned_leb(memory);
  out.unsigned_leb(offset);
  return has_lane ? lane() : ok_status();
}

// "target? segment" in the text, segment and target in the binary form.
Status Immediates::segment_and_target(Space segment, Space target) {
  uint32_t target_index = 0;
  if (cursor.at_index(1)) {
    TRY_ASSIGN(target_index, context.index(target));
  }
  TRY(put(context.index(segment)));
  out.unsigned_leb(target_index);
  return ok_status();
}

// "destination source", or neither.
Status Immediates::two_targets(Space space) {
  bool given = cursor.at_index();
  TRY(put(optional_index(space)));
  return put(given ? context.index(space) : Result<uint32_t>(0u));
}

// ref.test and ref.cast: the type's nullability is part of the opcode.
Status Immediates::cast(Opcode op) {
  TRY_ASSIGN(ValType type, parse_ref_type(context));
  bool test = op == Opcode::RefTest || op == Opcode::RefTestNull;
  out.opcode(test ? (type.nullable ? Opcode::RefTestNull : Opcode::RefTest)
                  : (type.nullable ? Opcode::RefCastNull : Opcode::RefCast));
  out.heap_type(type.heap);
  return ok_status();
}

Status Immediates::br_on_cast(Opcode op) {
  TRY_ASSIGN(uint32_t label, scope.labels.index(cursor));
  TRY_ASSIGN(ValType source, parse_ref_type(context));
  TRY_ASSIGN(ValType target, parse_ref_type(context));
  out.opcode(op);
  out.byte((source.nullable ? 1u : 0u) | (target.nullable ? 2u : 0u));
  out.unsigned_leb(label);
  out.heap_type(source.heap);
  out.heap_type(target.heap);
  return ok_status();
}

Status Immediates::select() {
  std::vector<ValType> types;
  TRY_ASSIGN(bool typed, parse_declared_types(context, "result", types, nullptr));
  out.opcode(typed ? Opcode::SelectT : Opcode::Select);
  if (typed)
    out.val_types(types);
  return ok_status();
}

Status Immediates::shuffle() {
  unsigned count = 0;
  for (; cursor.at_number(); ++count) {
    if (count == 16)
      break;
    TRY(lane());
  }
  if (count != 16 || cursor.at_number())
    return cursor.error(ErrorId::TextLaneLength);
  return ok_status();
}

Status Immediates::parse(Opcode op) {
  Imm kind = opcode_info(op).imm;
  // The immediates of these decide which of two opcodes it is, or take part in a flags byte.
  if (kind == Imm::CastHeap)
    return cast(op);
  if (kind == Imm::BrOnCast)
    return br_on_cast(op);
  if (op == Opcode::Select || op == Opcode::SelectT)
    return select();
  out.opcode(op);
  switch (kind) {
  case Imm::None:
    return ok_status();
  case Imm::Label:
    return put(scope.labels.index(cursor));
  case Imm::LabelTable:
    return label_table();
  case Imm::Local:
    return put(local());
  case Imm::Global:
    return put(context.index(Space::Global));
  case Imm::Func:
    return put(context.index(Space::Func));
  case Imm::Tag:
    return put(context.index(Space::Tag));
  case Imm::Type:
    return put(context.index(Space::Type));
  case Imm::Table:
    return put(optional_index(Space::Table));
  case Imm::Memory:
    return put(optional_index(Space::Memory));
  case Imm::Data:
    context.code_uses_data = true;
    return put(context.index(Space::Data));
  case Imm::Elem:
    return put(context.index(Space::Elem));
  case Imm::CallIndirect: {
    TRY_ASSIGN(uint32_t table, optional_index(Space::Table));
    TRY(put(parse_type_use(context, nullptr)));
    out.unsigned_leb(table);
    return ok_status();
  }
  case Imm::TableTable:
    return two_targets(Space::Table);
  case Imm::MemoryMemory:
    return two_targets(Space::Memory);
  case Imm::DataMemory:
    context.code_uses_data = true;
    return segment_and_target(Space::Data, Space::Memory);
  case Imm::ElemTable:
    return segment_and_target(Space::Elem, Space::Table);
  case Imm::TypeField: {
    TRY_ASSIGN(uint32_t type, context.index(Space::Type));
    out.unsigned_leb(type);
    return put(context.field_index(type));
  }
  case Imm::TypeN: {
    TRY(put(context.index(Space::Type)));
    TRY_ASSIGN(uint64_t count,
               cursor.expect_nat(std::numeric_limits<uint32_t>::max(), "number of elements"));
    out.unsigned_leb(count);
    return ok_status();
  }
  case Imm::TypeType:
    TRY(put(context.index(Space::Type)));
    return put(context.index(Space::Type));
  case Imm::TypeData:
    context.code_uses_data = true;
    TRY(put(context.index(Space::Type)));
    return put(context.index(Space::Data));
  case Imm::TypeElem:
    TRY(put(context.index(Space::Type)));
    return put(context.index(Space::Elem));
  case Imm::MemArg8:
  case Imm::AtomicMemArg8:
    return mem_arg(8, false);
  case Imm::MemArg16:
  case Imm::AtomicMemArg16:
    return mem_arg(16, false);
  case Imm::MemArg32:
  case Imm::AtomicMemArg32:
    return mem_arg(32, false);
  case Imm::MemArg64:
  case Imm::AtomicMemArg64:
    return mem_arg(64, false);
  case Imm::MemArg128:
    return mem_arg(128, false);
  case Imm::MemArgLane8:
    return mem_arg(8, true);
  case Imm::MemArgLane16:
    return mem_arg(16, true);
  case Imm::MemArgLane32:
    return mem_arg(32, true);
  case Imm::MemArgLane64:
    return mem_arg(64, true);
  case Imm::Lane2:
  case Imm::Lane4:
  case Imm::Lane8:
  case Imm::Lane16:
    return lane();
  case Imm::I32Const: {
    TRY_ASSIGN(uint64_t bits, parse_number(cursor, ValKind::I32));
    out.signed_leb(static_cast<int32_t>(static_cast<uint32_t>(bits)));
    return ok_status();
  }
  case Imm::I64Const: {
    TRY_ASSIGN(uint64_t bits, parse_number(cursor, ValKind::I64));
    out.signed_leb(static_cast<int64_t>(bits));
    return ok_status();
  }
  case Imm::F32Const: {
    TRY_ASSIGN(uint64_t bits, parse_number(cursor, ValKind::F32));
    out.fixed32(static_cast<uint32_t>(bits));
    return ok_status();
  }
  case Imm::F64Const: {
    TRY_ASSIGN(uint64_t bits, parse_number(cursor, ValKind::F64));
    out.fixed64(bits);
    return ok_status();
  }
  case Imm::V128Const: {
    TRY_ASSIGN(auto bytes, parse_v128(cursor));
    out.raw(bytes);
    return ok_status();
  }
  case Imm::Shuffle:
    return shuffle();
  case Imm::Fence:
    out.byte(0);
    return ok_status();
  case Imm::RefNull: {
    TRY_ASSIGN(HeapType type, parse_heap_type(context));
    out.heap_type(type);
    return ok_status();
  }
  case Imm::SelectTypes:
  case Imm::CastHeap:
  case Imm::BrOnCast:
  case Imm::Block:
  case Imm::TryTable:
    break;
  }
  bug("immediates of an instruction that is not plain");
}

// The clauses of try_table. Their labels are those outside of it.
Status Immediates::catches() {
  static constexpr std::pair<std::string_view, CatchKind> kClauses[] = {
      {"catch", CatchKind::Catch},
      {"catch_ref", CatchKind::CatchRef},
      {"catch_all", CatchKind::CatchAll},
      {"catch_all_ref", CatchKind::CatchAllRef},
  };
  auto next_clause = [&]() -> std::optional<CatchKind> {
    for (const auto &[name, kind] : kClauses)
      if (cursor.take_open(name))
        return kind;
    return std::nullopt;
  };
  ByteWriter clauses;
  uint32_t count = 0;
  for (; std::optional<CatchKind> kind = next_clause(); ++count) {
    clauses.byte(static_cast<unsigned>(*kind));
    if (*kind == CatchKind::Catch || *kind == CatchKind::CatchRef) {
      TRY_ASSIGN(uint32_t tag, context.index(Space::Tag));
      clauses.unsigned_leb(tag);
    }
    TRY_ASSIGN(uint32_t label, scope.labels.index(cursor));
    clauses.unsigned_leb(label);
    TRY(cursor.expect_close());
  }
  out.unsigned_leb(count);
  out.raw(clauses.bytes);
  return ok_status();
}

} // namespace

Status parse_plain(TextContext &context, const BodyScope &scope, Opcode op, ByteWriter &out) {
  return Immediates{context, scope, out}.parse(op);
}

Status parse_block_start(TextContext &context, const BodyScope &scope, Opcode op, ByteWriter &out) {
  out.opcode(op);
  TRY(parse_block_type(context, out));
  return op == Opcode::TryTable ? Immediates{context, scope, out}.catches() : ok_status();
}

Result<uint32_t> LabelStack::index(TokenCursor &cursor) const {
  const Token &token = cursor.peek();
  if (std::optional<std::string> id = cursor.take_id()) {
    for (size_t i = ids_.size(); i-- > 0;)
      if (ids_[i] == id)
        return static_cast<uint32_t>(ids_.size() - 1 - i);
    return cursor.error_at(token, ErrorId::UnknownLabel, "$" + *id);
  }
  TRY_ASSIGN(uint64_t number, cursor.expect_nat(std::numeric_limits<uint32_t>::max(), "label"));
  return static_cast<uint32_t>(number);
}

} // namespace wexn::wasm
