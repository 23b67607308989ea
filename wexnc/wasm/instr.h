// One decoded instruction with its immediates. Opcodes are the rows of opcodes.def; what an
// instruction's immediates are is the row's IMM column.
#pragma once

#include "wexnc/support/bytes.h"
#include "wexnc/wasm/features.h"
#include "wexnc/wasm/types.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace wexn::wasm {

// One enumerator per row of opcodes.def, the text name in camel case: i32.add -> I32Add,
// i8x16.extract_lane_s -> I8x16ExtractLaneS, br_on_cast_fail -> BrOnCastFail.
enum class Opcode : uint16_t {
#define OPCODE(id, text, prefix, code, imm, sig, feature) id,
#include "wexnc/wasm/opcodes.def"
};

// Goes to its label or on.
constexpr bool is_conditional_branch(Opcode op) {
  return op == Opcode::BrIf || op == Opcode::BrOnNull || op == Opcode::BrOnNonNull ||
         op == Opcode::BrOnCast || op == Opcode::BrOnCastFail;
}

// What follows an opcode, and which members of Instr it fills. A number is the width of the access
// in bits (MemArg*: its natural alignment) or, for Lane*, how many lanes the shape has.
enum class Imm : uint8_t {
  None,
  Block,        // block
  Label,        // index
  LabelTable,   // targets
  Local,        // index
  Global,       // index
  Func,         // index
  Tag,          // index
  Type,         // index
  Table,        // index
  Memory,       // index
  Data,         // index
  Elem,         // index
  CallIndirect, // index: type, index2: table
  TableTable,   // index: destination, index2: source
  MemoryMemory, // index: destination, index2: source
  DataMemory,   // index: data segment, index2: memory
  ElemTable,    // index: element segment, index2: table
  TypeField,    // index: type, index2: field
  TypeN,        // index: type, index2: count
  TypeType,     // index: destination's type, index2: source's
  TypeData,     // index: type, index2: data segment
  TypeElem,     // index: type, index2: element segment
  MemArg8,
  MemArg16,
  MemArg32,
  MemArg64,
  MemArg128, // mem
  AtomicMemArg8,
  AtomicMemArg16,
  AtomicMemArg32,
  AtomicMemArg64, // mem; alignment must be natural
  MemArgLane8,
  MemArgLane16,
  MemArgLane32,
  MemArgLane64, // mem, index: lane
  Lane2,
  Lane4,
  Lane8,
  Lane16, // index: lane
  I32Const,
  I64Const,
  F32Const,
  F64Const,    // bits
  V128Const,   // bytes
  Shuffle,     // bytes: 16 lane numbers below 32
  Fence,       // a zero byte
  RefNull,     // heap
  CastHeap,    // heap
  BrOnCast,    // index: label; nullable, heap: source; nullable2, heap2: target
  SelectTypes, // types
  TryTable,    // block, catches
};

// Of immediates that are an access to memory: the width of the access in bytes, as a power of two.
[[nodiscard]] constexpr std::optional<uint32_t> access_log2(Imm imm) {
  switch (imm) {
  case Imm::MemArg8:
  case Imm::AtomicMemArg8:
  case Imm::MemArgLane8:
    return 0;
  case Imm::MemArg16:
  case Imm::AtomicMemArg16:
  case Imm::MemArgLane16:
    return 1;
  case Imm::MemArg32:
  case Imm::AtomicMemArg32:
  case Imm::MemArgLane32:
    return 2;
  case Imm::MemArg64:
  case Imm::AtomicMemArg64:
  case Imm::MemArgLane64:
    return 3;
  case Imm::MemArg128:
    return 4;
  default:
    return std::nullopt;
  }
}

// A row of opcodes.def.
struct OpcodeInfo {
  const char *text;
  uint8_t prefix; // 0: none
  uint16_t code;
  Imm imm;
  const char *sig;
  Feature feature;
};
[[nodiscard]] const OpcodeInfo &opcode_info(Opcode op);
[[nodiscard]] inline const char *opcode_name(Opcode op) { return opcode_info(op).text; }
inline constexpr size_t kOpcodeCount = 0
#define OPCODE(...) +1
#include "wexnc/wasm/opcodes.def"
    ;

struct MemArg {
  uint32_t align_log2 = 0;
  uint32_t memory = 0;
  uint64_t offset = 0;
};

// A block's type: a type index, or no parameters and at most one result.
struct BlockType {
  enum class Kind : uint8_t { Empty, Value, Index } kind = Kind::Empty;
  ValType value;
  uint32_t index = 0;
};

enum class CatchKind : uint8_t { Catch, CatchRef, CatchAll, CatchAllRef }; // encoding order
struct CatchClause {
  CatchKind kind = CatchKind::CatchAll;
  uint32_t tag = 0;   // Catch, CatchRef
  uint32_t label = 0; // relative depth, counted from outside the try_table
};

// Reused from instruction to instruction, so its vectors keep their storage.
struct Instr {
  Opcode op{};
  uint64_t offset = 0; // file offset of the opcode
  uint32_t index = 0;  // first index immediate: local, func, type, table, label, lane, ...
  uint32_t index2 = 0; // second: source memory/table, field, count, ...
  uint64_t bits = 0;   // constant: the value's bits, zero-extended
  std::array<uint8_t, 16> bytes{}; // v128.const and i8x16.shuffle
  MemArg mem;
  BlockType block;
  std::vector<uint32_t> targets; // br_table: labels, the default last
  std::vector<ValType> types;    // select t
  std::vector<CatchClause> catches;
  HeapType heap;          // ref.null, ref.test, ref.cast; br_on_cast: source
  HeapType heap2;         // br_on_cast*: target
  bool nullable = false;  // br_on_cast*: source is nullable
  bool nullable2 = false; // br_on_cast*: target is nullable
};

// Reads one instruction at `in` into `instr`: its opcode and immediates, not whether they are
// valid. Returns false on malformed input or a feature that is off, and says why in `error`.
[[nodiscard]] bool decode_instr(Cursor &in, const Features &features, Instr &instr, Error &error);

} // namespace wexn::wasm
