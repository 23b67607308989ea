// Writes the primitives and types of the binary format (spec: "Binary Format / Values", "Types").
#include "wexnc/wasm/binary/encode.h"

#include "wexnc/support/result.h"

namespace wexn::wasm {
namespace {

unsigned heap_code(HeapKind kind) {
  switch (kind) {
#define HEAP_TYPE(kind, KIND, code, above, place, text, abbreviation, feature)                     \
  case HeapKind::kind:                                                                             \
    return code;
#include <wexn/abi/heap_types.def>
  case HeapKind::Concrete:
    break;
  }
  bug("a concrete heap type has no code");
}

unsigned packed_code(Packed packed) { return packed == Packed::I8 ? code::kI8 : code::kI16; }

std::span<const uint8_t> as_bytes(std::string_view text) {
  return {reinterpret_cast<const uint8_t *>(text.data()), text.size()};
}

} // namespace

void ByteWriter::fixed32(uint32_t value) {
  for (unsigned shift = 0; shift < 32; shift += 8)
    byte(value >> shift & 0xFF);
}

void ByteWriter::fixed64(uint64_t value) {
  fixed32(static_cast<uint32_t>(value));
  fixed32(static_cast<uint32_t>(value >> 32));
}

void ByteWriter::unsigned_leb(uint64_t value) {
  for (; value >= 0x80; value >>= 7)
    byte(0x80 | (value & 0x7F));
  byte(static_cast<unsigned>(value));
}

void ByteWriter::signed_leb(int64_t value) {
  for (; value < -64 || value >= 64; value >>= 7)
    byte(static_cast<unsigned>(0x80 | (value & 0x7F)));
  byte(static_cast<unsigned>(value & 0x7F));
}

void ByteWriter::sized(std::span<const uint8_t> more) {
  unsigned_leb(more.size());
  raw(more);
}
void ByteWriter::sized(std::string_view more) { sized(as_bytes(more)); }

void ByteWriter::opcode(Opcode op) {
  const OpcodeInfo &info = opcode_info(op);
  if (info.prefix == 0) {
    byte(info.code);
  } else {
    byte(info.prefix);
    unsigned_leb(info.code);
  }
}

void ByteWriter::heap_type(const HeapType &type) {
  if (type.shared)
    byte(code::kShared);
  if (type.kind == HeapKind::Concrete)
    signed_leb(type.index);
  else
    byte(heap_code(type.kind));
}

void ByteWriter::val_type(const ValType &type) {
  switch (type.kind) {
#define VALUE_TYPE(kind, code, text, log2)                                                         \
  case ValKind::kind:                                                                              \
    return byte(code);
#include <wexn/abi/value_types.def>
  case ValKind::Ref:
    if (!type.nullable || type.heap.kind == HeapKind::Concrete)
      byte(type.nullable ? code::kRefNull : code::kRef);
    return heap_type(type.heap);
  case ValKind::Bottom:
    break;
  }
  bug("the bottom type has no encoding");
}

void ByteWriter::val_types(const std::vector<ValType> &types) {
  unsigned_leb(types.size());
  for (const ValType &type : types)
    val_type(type);
}

void ByteWriter::func_type(const FuncType &type) {
  byte(code::kFunc);
  val_types(type.params);
  val_types(type.results);
}

void ByteWriter::type_def(const TypeDef &type) {
  if (!type.final_ || type.super) {
    byte(type.final_ ? code::kSubFinal : code::kSub);
    byte(type.super ? 1 : 0);
    if (type.super)
      unsigned_leb(*type.super);
  }
  if (type.shared)
    byte(code::kShared);
  if (type.kind == CompositeKind::Func)
    return func_type(type.func);
  byte(type.kind == CompositeKind::Struct ? code::kStruct : code::kArray);
  if (type.kind == CompositeKind::Struct)
    unsigned_leb(type.fields.size());
  for (const FieldType &field : type.fields) {
    if (field.packed == Packed::None)
      val_type(field.type);
    else
      byte(packed_code(field.packed));
    byte(field.mutable_ ? 1 : 0);
  }
}

void ByteWriter::limits(const Limits &limits, uint32_t page_log2) {
  bool page_size = page_log2 != 16;
  byte((limits.max ? code::kHasMax : 0u) | (limits.shared ? code::kIsShared : 0u) |
       (limits.is64 ? code::kIs64 : 0u) | (page_size ? code::kHasPageSize : 0u));
  unsigned_leb(limits.min);
  if (limits.max)
    unsigned_leb(*limits.max);
  if (page_size)
    unsigned_leb(page_log2);
}

void ByteWriter::table_type(const TableType &type) {
  val_type(type.elem);
  limits(type.limits);
}

void ByteWriter::global_type(const GlobalType &type) {
  val_type(type.type);
  byte(type.mutable_ ? 1 : 0);
}

size_t ByteWriter::section(SectionId id, std::span<const uint8_t> contents) {
  byte(static_cast<unsigned>(id));
  unsigned_leb(contents.size());
  size_t offset = size();
  raw(contents);
  return offset;
}

} // namespace wexn::wasm
