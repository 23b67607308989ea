// Bytes -> types (spec: "Binary Format / Types").
#include "wexnc/wasm/binary/decode_types.h"

#include "wexnc/wasm/codes.h"
#include "wexnc/wasm/limits.h"
#include "wexnc/wasm/unsupported.h"

namespace wexn::wasm {

namespace {

#define READ(call)                                                                                 \
  do {                                                                                             \
    if (!in.call)                                                                                  \
      return in.error();                                                                           \
  } while (0)

struct AbstractType {
  HeapKind kind;
  uint8_t code;
  const char *text;
  Feature feature;
};
constexpr AbstractType kAbstractTypes[] = {
#define HEAP_TYPE(kind, KIND, code, above, place, text, abbreviation, feature)                     \
  {HeapKind::kind, code, text, Feature::feature},
#include <wexn/abi/heap_types.def>
};

const AbstractType *abstract_type(uint8_t byte) {
  for (const AbstractType &type : kAbstractTypes)
    if (type.code == byte)
      return &type;
  return nullptr;
}

Error malformed(ErrorId id, uint64_t offset) { return Error{.id = id, .offset = offset}; }
Error malformed(ErrorId id, uint64_t offset, Place place, uint32_t code) {
  return Error{.id = id, .offset = offset, .detail = unsupported(place, code)};
}

Status need(const Features &features, Feature feature, uint64_t offset, const char *what) {
  if (!features.has(feature))
    return feature_error(feature, offset, what);
  return ok_status();
}

Status abstract_heap(const Features &features, const AbstractType &type, uint64_t offset,
                     HeapType &out) {
  TRY(need(features, type.feature, offset, type.text));
  out = HeapType{type.kind, false, 0};
  return ok_status();
}

Status read_type_list(Cursor &in, const Features &features, Limit max, std::vector<ValType> &out) {
  const uint64_t offset = in.offset();
  uint32_t count = 0;
  READ(count(count));
  TRY(check_limit(max, count, offset));
  out.resize(count);
  for (ValType &type : out)
    TRY(read_val_type(in, features, type));
  return ok_status();
}

Status read_mutability(Cursor &in, bool &out) {
  const uint64_t offset = in.offset();
  uint8_t flag = 0;
  READ(u8(flag));
  if (flag > 1)
    return malformed(ErrorId::BadMutability, offset, Place::Mutability, flag);
  out = flag == 1;
  return ok_status();
}

Status read_field(Cursor &in, const Features &features, FieldType &out) {
  if (!in.empty() && (in.peek() == code::kI8 || in.peek() == code::kI16)) {
    uint8_t byte = 0;
    READ(u8(byte));
    out.type = kI32;
    out.packed = byte == code::kI8 ? Packed::I8 : Packed::I16;
  } else {
    TRY(read_val_type(in, features, out.type));
  }
  return read_mutability(in, out.mutable_);
}

Status read_composite(Cursor &in, const Features &features, TypeDef &def) {
  const uint64_t offset = in.offset();
  uint8_t byte = 0;
  READ(u8(byte));
  switch (byte) {
  case code::kFunc:
    def.kind = CompositeKind::Func;
    TRY(read_type_list(in, features, Limit::Params, def.func.params));
    return read_type_list(in, features, Limit::Results, def.func.results);
  case code::kArray:
    TRY(need(features, Feature::Gc, offset, "array"));
    def.kind = CompositeKind::Array;
    def.fields.resize(1);
    return read_field(in, features, def.fields[0]);
  case code::kStruct: {
    TRY(need(features, Feature::Gc, offset, "struct"));
    def.kind = CompositeKind::Struct;
    uint32_t count = 0;
    READ(count(count, 2));
    TRY(check_limit(Limit::Fields, count, offset));
    def.fields.resize(count);
    for (FieldType &field : def.fields)
      TRY(read_field(in, features, field));
    return ok_status();
  }
  default:
    return malformed(ErrorId::BadDefinedType, offset, Place::DefinedType, byte);
  }
}

Status read_sub_type(Cursor &in, const Features &features, TypeDef &def) {
  const uint64_t offset = in.offset();
  const uint8_t byte = in.empty() ? 0 : in.peek();
  if (byte != code::kSub && byte != code::kSubFinal)
    return read_composite(in, features, def);
  TRY(need(features, Feature::Gc, offset, "sub"));
  uint8_t skipped = 0;
  READ(u8(skipped));
  def.final_ = byte == code::kSubFinal;
  uint32_t count = 0;
  READ(count(count));
  if (count > 1)
    return Error{.id = ErrorId::BadSubType, .offset = offset, .detail = "more than one supertype"};
  if (count == 1) {
    uint32_t super = 0;
    READ(u32(super));
    def.super = super;
  }
  return read_composite(in, features, def);
}

// `page_log2` of a memory; null for a table, which is neither shared nor of pages.
Status read_limits(Cursor &in, const Features &features, Limits &out, uint32_t *page_log2) {
  const uint64_t offset = in.offset();
  uint8_t flags = 0;
  READ(u8(flags));
  const unsigned known = code::kHasMax | code::kIs64 |
                         (page_log2 ? unsigned{code::kIsShared} | code::kHasPageSize : 0);
  if ((flags & ~known) != 0)
    return malformed(ErrorId::BadLimitsFlags, offset, Place::LimitsFlags, flags);
  if (flags & code::kHasPageSize)
    TRY(need(features, Feature::CustomPageSizes, offset, "a page size"));
  if (flags & code::kIsShared)
    TRY(need(features, Feature::Threads, offset, "shared memory"));
  if (flags & code::kIs64)
    TRY(need(features, Feature::Memory64, offset, "64-bit address type"));
  out.shared = flags & code::kIsShared;
  out.is64 = flags & code::kIs64;
  const auto read_size = [&](uint64_t &size) {
    // Without 64-bit memories the format has a shorter integer here.
    uint32_t size32 = 0;
    if (features.has(Feature::Memory64))
      return in.u64(size);
    if (!in.u32(size32))
      return false;
    size = size32;
    return true;
  };
  if (!read_size(out.min))
    return in.error();
  if (flags & code::kHasMax) {
    uint64_t max = 0;
    if (!read_size(max))
      return in.error();
    out.max = max;
  }
  if (flags & code::kHasPageSize) {
    const uint64_t at = in.offset();
    READ(u32(*page_log2));
    if (*page_log2 >= 64) // not a size at all
      return Error{.id = ErrorId::MalformedPageSize,
                   .offset = at,
                   .detail = "2^" + std::to_string(*page_log2)};
  }
  return ok_status();
}

} // namespace

Status read_heap_type(Cursor &in, const Features &features, HeapType &out) {
  const uint64_t offset = in.offset();
  if (in.empty()) {
    uint8_t byte = 0;
    READ(u8(byte));
  }
  if ((in.peek() & 0xC0) == 0x40) { // the negative numbers of one byte
    uint8_t byte = 0;
    READ(u8(byte));
    const AbstractType *type = abstract_type(byte);
    if (!type)
      return malformed(ErrorId::BadHeapType, offset, Place::HeapType, byte);
    return abstract_heap(features, *type, offset, out);
  }
  int64_t index = 0;
  READ(s33(index));
  if (index < 0)
    return malformed(ErrorId::BadHeapType, offset);
  TRY(need(features, Feature::FunctionReferences, offset, "a reference to a defined type"));
  out = HeapType{HeapKind::Concrete, false, static_cast<uint32_t>(index)};
  return ok_status();
}

Status read_ref_type(Cursor &in, const Features &features, ValType &out) {
  const uint64_t offset = in.offset();
  uint8_t byte = 0;
  READ(u8(byte));
  out.kind = ValKind::Ref;
  if (byte == code::kRef || byte == code::kRefNull) {
    TRY(need(features, Feature::FunctionReferences, offset, "(ref ...)"));
    out.nullable = byte == code::kRefNull;
    return read_heap_type(in, features, out.heap);
  }
  const AbstractType *type = abstract_type(byte);
  if (!type)
    return malformed(ErrorId::BadRefType, offset, Place::HeapType, byte);
  out.nullable = true;
  return abstract_heap(features, *type, offset, out.heap);
}

Status read_val_type(Cursor &in, const Features &features, ValType &out) {
  const uint64_t offset = in.offset();
  uint8_t byte = in.empty() ? 0 : in.peek();
  switch (byte) {
#define VALUE_TYPE(kind, number, text, log2)                                                       \
  case number:                                                                                     \
    out = ValType::of(ValKind::kind);                                                              \
    break;
#include <wexn/abi/value_types.def>
  default:
    if (!in.empty() && byte != code::kRef && byte != code::kRefNull && !abstract_type(byte))
      return malformed(ErrorId::BadValueType, offset, Place::HeapType, byte);
    return read_ref_type(in, features, out);
  }
  if (out == kV128)
    TRY(need(features, Feature::Simd, offset, "v128"));
  READ(u8(byte));
  return ok_status();
}

Status read_rec_group(Cursor &in, const Features &features, std::vector<TypeDef> &types) {
  const uint64_t offset = in.offset();
  const size_t start = types.size();
  uint32_t count = 1;
  if (!in.empty() && in.peek() == code::kRec) {
    TRY(need(features, Feature::Gc, offset, "rec"));
    uint8_t skipped = 0;
    READ(u8(skipped));
    READ(count(count));
  }
  TRY(check_limit(Limit::Types, start + count, offset));
  for (uint32_t i = 0; i < count; ++i) {
    TypeDef &def = types.emplace_back();
    def.group_start = static_cast<uint32_t>(start);
    def.group_size = count;
    def.at = in.offset();
    TRY(read_sub_type(in, features, def));
  }
  return ok_status();
}

Status read_table_type(Cursor &in, const Features &features, TableType &out) {
  TRY(read_ref_type(in, features, out.elem));
  return read_limits(in, features, out.limits, nullptr);
}

Status read_memory_type(Cursor &in, const Features &features, MemoryType &out) {
  return read_limits(in, features, out.limits, &out.page_log2);
}

Status read_global_type(Cursor &in, const Features &features, GlobalType &out) {
  TRY(read_val_type(in, features, out.type));
  return read_mutability(in, out.mutable_);
}

Status read_tag_type(Cursor &in, const Features &features, uint32_t &type_index) {
  const uint64_t offset = in.offset();
  if (!features.has(Feature::LegacyExceptions))
    TRY(need(features, Feature::Exceptions, offset, "a tag"));
  uint8_t attribute = 0;
  READ(u8(attribute));
  if (attribute != 0)
    return malformed(ErrorId::BadTagAttribute, offset);
  READ(u32(type_index));
  return ok_status();
}

} // namespace wexn::wasm
