// Bytes and numbers of the binary format that reading and writing share (spec: "Binary Format"),
// besides those of instructions (opcodes.def), value types (abi/value_types.def) and heap types
// (abi/heap_types.def).
#pragma once

#include <cstddef>
#include <cstdint>
#include <iterator>

namespace wexn::wasm {

// "Modules / Sections".
enum class SectionId : uint8_t {
  Custom,
  Type,
  Import,
  Func,
  Table,
  Memory,
  Global,
  Export,
  Start,
  Elem,
  Code,
  Data,
  DataCount,
  Tag
};
inline constexpr size_t kSectionIds = 14;

// As they follow each other in a module, custom ones anywhere. Tags and the data count came later
// and stand between older ones.
inline constexpr SectionId kSectionOrder[] = {
    SectionId::Type,      SectionId::Import, SectionId::Func,   SectionId::Table, SectionId::Memory,
    SectionId::Tag,       SectionId::Global, SectionId::Export, SectionId::Start, SectionId::Elem,
    SectionId::DataCount, SectionId::Code,   SectionId::Data};
static_assert(std::size(kSectionOrder) == kSectionIds - 1);

// "Appendix / Custom Sections": subsections of the name section. Those behind Locals are of the
// proposal of extended names.
enum class NameSection : uint8_t {
  Module,
  Funcs,
  Locals,
  Labels,
  Types,
  Tables,
  Memories,
  Globals,
  Elems,
  Datas,
  Fields,
  Tags
};

namespace code {

// "Modules / Modules": "\0asm", and the version, as numbers of 32 bits.
inline constexpr uint32_t kMagic = 0x6D736100, kVersion = 1;

// "Types".
inline constexpr uint8_t kI8 = 0x78, kI16 = 0x77;
inline constexpr uint8_t kRef = 0x64, kRefNull = 0x63, kShared = 0x65;
inline constexpr uint8_t kFunc = 0x60, kStruct = 0x5F, kArray = 0x5E;
inline constexpr uint8_t kSub = 0x50, kSubFinal = 0x4F, kRec = 0x4E;
inline constexpr uint8_t kEmptyBlock = 0x40;
// Flags of limits.
inline constexpr uint8_t kHasMax = 1, kIsShared = 2, kIs64 = 4, kHasPageSize = 8;

// "Modules / Import Section", proposal "compact import section": in an entry without a name, where
// others have the kind of the import, these stand for several imports of one module: names and
// types, or one type and names.
inline constexpr uint8_t kImports = 0x7F, kImportsOfType = 0x7E;

// "Modules / Table Section": in front of a table with an initial value.
inline constexpr uint8_t kTableWithInit = 0x40;

// "Instructions": in front of an instruction's number; and the flag of a memory argument that names
// the memory.
inline constexpr uint8_t kGcPrefix = 0xFB, kMiscPrefix = 0xFC, kSimdPrefix = 0xFD,
                         kAtomicPrefix = 0xFE;
inline constexpr uint8_t kHasMemory = 0x40;

} // namespace code
} // namespace wexn::wasm
