// Bytes -> one instruction (spec: "Binary Format / Instructions"). Which opcodes there are and what
// follows each comes from opcodes.def.
#include "wexnc/wasm/instr.h"

#include "wexnc/wasm/binary/decode_types.h"
#include "wexnc/wasm/codes.h"
#include "wexnc/wasm/unsupported.h"

#include <algorithm>

namespace wexn::wasm {

namespace {

constexpr OpcodeInfo kInfo[] = {
#define OPCODE(id, text, prefix, code, imm, sig, feature)                                          \
  {text, prefix, code, Imm::imm, sig, Feature::feature},
#include "wexnc/wasm/opcodes.def"
};
static_assert(std::size(kInfo) == kOpcodeCount);

constexpr uint16_t kNone = 0xFFFF;

// The number of the row for each code of a prefix.
template <uint8_t Prefix> struct CodeMap {
  static constexpr size_t kSize = [] {
    size_t size = 0;
    for (const OpcodeInfo &info : kInfo)
      if (info.prefix == Prefix)
        size = std::max<size_t>(size, info.code + 1u);
    return size;
  }();
  std::array<uint16_t, kSize> rows{};
  constexpr CodeMap() {
    rows.fill(kNone);
    for (size_t i = 0; i < kOpcodeCount; ++i)
      if (kInfo[i].prefix == Prefix)
        rows[kInfo[i].code] = static_cast<uint16_t>(i);
  }
  [[nodiscard]] uint16_t row(uint32_t code) const { return code < kSize ? rows[code] : kNone; }
};
constexpr CodeMap<0> kPlain;
constexpr CodeMap<code::kGcPrefix> kGc;
constexpr CodeMap<code::kMiscPrefix> kMisc;
constexpr CodeMap<code::kSimdPrefix> kSimd;
constexpr CodeMap<code::kAtomicPrefix> kAtomic;

uint16_t find_row(uint8_t prefix, uint32_t code) {
  switch (prefix) {
  case code::kGcPrefix:
    return kGc.row(code);
  case code::kMiscPrefix:
    return kMisc.row(code);
  case code::kSimdPrefix:
    return kSimd.row(code);
  default:
    return kAtomic.row(code);
  }
}

class ImmediateReader {
public:
  ImmediateReader(Cursor &in, const Features &features, Instr &instr, Error &error)
      : in_(in), features_(features), instr_(instr), error_(error) {}

  [[nodiscard]] bool read(Imm imm) {
    switch (imm) {
    case Imm::None:
      return true;
    case Imm::Block:
      return block_type();
    case Imm::Label:
    case Imm::Local:
    case Imm::Global:
    case Imm::Func:
    case Imm::Tag:
    case Imm::Type:
    case Imm::Table:
    case Imm::Data:
    case Imm::Elem:
      return check(in_.u32(instr_.index));
    case Imm::Memory:
      return memory_index(instr_.index);
    case Imm::LabelTable:
      return label_table();
    case Imm::TableTable:
    case Imm::CallIndirect:
    case Imm::ElemTable:
    case Imm::TypeField:
    case Imm::TypeN:
    case Imm::TypeType:
    case Imm::TypeData:
    case Imm::TypeElem:
      return check(in_.u32(instr_.index) && in_.u32(instr_.index2));
    case Imm::MemoryMemory:
      return memory_index(instr_.index) && memory_index(instr_.index2);
    case Imm::DataMemory:
      return check(in_.u32(instr_.index)) && memory_index(instr_.index2);
    case Imm::MemArg8:
    case Imm::MemArg16:
    case Imm::MemArg32:
    case Imm::MemArg64:
    case Imm::MemArg128:
    case Imm::AtomicMemArg8:
    case Imm::AtomicMemArg16:
    case Imm::AtomicMemArg32:
    case Imm::AtomicMemArg64:
      return mem_arg();
    case Imm::MemArgLane8:
    case Imm::MemArgLane16:
    case Imm::MemArgLane32:
    case Imm::MemArgLane64:
      return mem_arg() && lane();
    case Imm::Lane2:
    case Imm::Lane4:
    case Imm::Lane8:
    case Imm::Lane16:
      return lane();
    case Imm::I32Const: {
      int32_t value = 0;
      const bool ok = in_.s32(value);
      instr_.bits = static_cast<uint32_t>(value);
      return check(ok);
    }
    case Imm::I64Const: {
      int64_t value = 0;
      const bool ok = in_.s64(value);
      instr_.bits = static_cast<uint64_t>(value);
      return check(ok);
    }
    case Imm::F32Const:
      return check(in_.fixed(4, instr_.bits));
    case Imm::F64Const:
      return check(in_.fixed(8, instr_.bits));
    case Imm::V128Const:
    case Imm::Shuffle:
      return sixteen_bytes();
    case Imm::Fence:
      return zero_byte();
    case Imm::RefNull:
    case Imm::CastHeap:
      return check(read_heap_type(in_, features_, instr_.heap));
    case Imm::BrOnCast:
      return br_on_cast();
    case Imm::SelectTypes:
      return select_types();
    case Imm::TryTable:
      return block_type() && catches();
    }
    bug("unknown kind of immediate");
  }

  bool fail(Error error) {
    error_ = std::move(error);
    return false;
  }
  bool check(bool read) { return read || fail(in_.error()); }
  bool check(Status status) { return status.ok() || fail(std::move(status.error())); }

private:
  bool fail(ErrorId id, uint64_t offset) { return fail(Error{.id = id, .offset = offset}); }

  bool block_type() {
    const uint64_t offset = in_.offset();
    BlockType &type = instr_.block;
    if (!in_.empty() && in_.peek() == code::kEmptyBlock) {
      uint8_t skipped = 0;
      type.kind = BlockType::Kind::Empty;
      return check(in_.u8(skipped));
    }
    if (!in_.empty() && (in_.peek() & 0xC0) == 0x40) { // a negative number of one byte
      type.kind = BlockType::Kind::Value;
      return check(read_val_type(in_, features_, type.value));
    }
    int64_t index = 0;
    if (!check(in_.s33(index)))
      return false;
    if (index < 0)
      return fail(ErrorId::BadBlockType, offset);
    type.kind = BlockType::Kind::Index;
    type.index = static_cast<uint32_t>(index);
    return true;
  }

  bool memory_index(uint32_t &index) {
    const uint64_t offset = in_.offset();
    if (!check(in_.u32(index)))
      return false;
    // Before there were several memories this was a byte that had to be zero.
    if (!features_.has(Feature::MultiMemory) && (index != 0 || in_.offset() != offset + 1))
      return fail(ErrorId::ZeroByteExpected, offset);
    return true;
  }

  bool label_table() {
    uint32_t count = 0;
    if (!check(in_.count(count)))
      return false;
    instr_.targets.resize(count + size_t{1});
    for (uint32_t &target : instr_.targets)
      if (!in_.u32(target))
        return check(false);
    return true;
  }

  bool mem_arg() {
    const uint64_t offset = in_.offset();
    uint32_t flags = 0;
    if (!check(in_.u32(flags)))
      return false;
    instr_.mem.memory = 0;
    if (flags & code::kHasMemory) {
      if (!features_.has(Feature::MultiMemory))
        return fail(feature_error(Feature::MultiMemory, offset, "the index of a memory"));
      flags -= code::kHasMemory;
      if (!check(in_.u32(instr_.mem.memory)))
        return false;
    }
    if (flags >= code::kHasMemory)
      return fail(ErrorId::BadMemopFlags, offset);
    instr_.mem.align_log2 = flags;
    if (features_.has(Feature::Memory64))
      return check(in_.u64(instr_.mem.offset));
    uint32_t offset32 = 0;
    const bool ok = in_.u32(offset32);
    instr_.mem.offset = offset32;
    return check(ok);
  }

  bool lane() {
    uint8_t number = 0;
    const bool ok = in_.u8(number);
    instr_.index = number;
    return check(ok);
  }

  bool sixteen_bytes() {
    std::span<const uint8_t> bytes;
    if (!check(in_.bytes(16, bytes)))
      return false;
    std::ranges::copy(bytes, instr_.bytes.begin());
    return true;
  }

  bool zero_byte() {
    const uint64_t offset = in_.offset();
    uint8_t byte = 0;
    if (!check(in_.u8(byte)))
      return false;
    return byte == 0 || fail(ErrorId::ZeroByteExpected, offset);
  }

  bool br_on_cast() {
    const uint64_t offset = in_.offset();
    uint8_t flags = 0;
    if (!check(in_.u8(flags)))
      return false;
    if (flags > 3)
      return fail(ErrorId::BadCastFlags, offset);
    instr_.nullable = flags & 1;
    instr_.nullable2 = flags & 2;
    return check(in_.u32(instr_.index)) && check(read_heap_type(in_, features_, instr_.heap)) &&
           check(read_heap_type(in_, features_, instr_.heap2));
  }

  bool select_types() {
    uint32_t count = 0;
    if (!check(in_.count(count)))
      return false;
    instr_.types.resize(count);
    for (ValType &type : instr_.types)
      if (!check(read_val_type(in_, features_, type)))
        return false;
    return true;
  }

  bool catches() {
    uint32_t count = 0;
    if (!check(in_.count(count, 2)))
      return false;
    instr_.catches.resize(count);
    for (CatchClause &clause : instr_.catches) {
      const uint64_t offset = in_.offset();
      uint8_t kind = 0;
      if (!check(in_.u8(kind)))
        return false;
      if (kind > static_cast<uint8_t>(CatchKind::CatchAllRef))
        return fail(ErrorId::BadCatchKind, offset);
      clause.kind = static_cast<CatchKind>(kind);
      const bool with_ref =
          clause.kind == CatchKind::CatchRef || clause.kind == CatchKind::CatchAllRef;
      if (with_ref && !features_.has(Feature::Exnref))
        return fail(feature_error(Feature::Exnref, offset, "a catch clause with exnref"));
      const bool with_tag = clause.kind == CatchKind::Catch || clause.kind == CatchKind::CatchRef;
      clause.tag = 0;
      if (!check((!with_tag || in_.u32(clause.tag)) && in_.u32(clause.label)))
        return false;
    }
    return true;
  }

  Cursor &in_;
  const Features &features_;
  Instr &instr_;
  Error &error_;
};

bool allowed(const Features &features, Opcode op, Feature feature) {
  return features.has(feature) ||
         (op == Opcode::Throw && features.has(Feature::LegacyExceptions)); // in both proposals
}

Error illegal_opcode(uint8_t byte, uint32_t code, uint64_t offset) {
  char text[32];
  if (byte == code)
    std::snprintf(text, sizeof text, "%02x", code);
  else
    std::snprintf(text, sizeof text, "%02x %02x", byte, code);
  const Place place = byte == code                ? Place::Opcode
                      : byte == code::kGcPrefix   ? Place::OpcodeFB
                      : byte == code::kMiscPrefix ? Place::OpcodeFC
                      : byte == code::kSimdPrefix ? Place::OpcodeFD
                                                  : Place::OpcodeFE;
  const std::string proposal = unsupported(place, code);
  return Error{.id = ErrorId::IllegalOpcode,
               .offset = offset,
               .detail = text + (proposal.empty() ? "" : ", " + proposal)};
}

} // namespace

const OpcodeInfo &opcode_info(Opcode op) { return kInfo[static_cast<size_t>(op)]; }

bool decode_instr(Cursor &in, const Features &features, Instr &instr, Error &error) {
  ImmediateReader immediates(in, features, instr, error);
  instr.offset = in.offset();
  uint8_t byte = 0;
  if (!immediates.check(in.u8(byte)))
    return false;
  uint16_t row = kPlain.row(byte);
  uint32_t code = byte;
  if (row == kNone && byte >= code::kGcPrefix && byte <= code::kAtomicPrefix) {
    if (!immediates.check(in.u32(code)))
      return false;
    row = find_row(byte, code);
  }
  if (row == kNone)
    return immediates.fail(illegal_opcode(byte, code, instr.offset));
  instr.op = static_cast<Opcode>(row);
  const OpcodeInfo &info = kInfo[row];
  if (info.feature != Feature::Mvp && !allowed(features, instr.op, info.feature))
    return immediates.fail(feature_error(info.feature, instr.offset, info.text));
  return immediates.read(info.imm);
}

} // namespace wexn::wasm
