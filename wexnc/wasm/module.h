// A decoded module: everything of the binary but the function bodies, which stay as byte ranges of
// the input and are decoded, validated and translated in one walk (spec: "Structure / Modules").
// A Module refers to the bytes it was decoded from; whoever made it keeps them alive.
#pragma once

#include "wexnc/wasm/types.h"

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace wexn::wasm {

enum class ExternKind : uint8_t { Func, Table, Memory, Global, Tag }; // binary encoding order

struct TableType {
  ValType elem;
  Limits limits;
};
struct MemoryType {
  Limits limits;
  uint32_t page_log2 = 16;
};
struct GlobalType {
  ValType type;
  bool mutable_ = false;
};

// A constant expression: its bytes including the final `end`. `offset` is its file offset.
struct ConstExpr {
  std::span<const uint8_t> bytes;
  uint64_t offset = 0;
};

struct Import {
  std::string_view module, name; // valid UTF-8
  ExternKind kind;
  uint32_t index; // in the index space of its kind
};
struct Export {
  std::string_view name;
  ExternKind kind;
  uint32_t index;
  uint64_t at = 0; // file offset of the entry
};

// The entities of an index space: imported ones first. `import` is the index into Module::imports,
// `at` the file offset of the entry in its section.
struct Func {
  uint32_t type = 0; // type index
  uint64_t at = 0;
  std::optional<uint32_t> import;
  std::span<const uint8_t> body; // locals and code, without the size; empty when imported
  uint64_t body_offset = 0;      // file offset of `body`
};
struct Table {
  TableType type;
  uint64_t at = 0;
  std::optional<uint32_t> import;
  std::optional<ConstExpr> init;
};
struct Memory {
  MemoryType type;
  uint64_t at = 0;
  std::optional<uint32_t> import;
};
struct Global {
  GlobalType type;
  uint64_t at = 0;
  std::optional<uint32_t> import;
  ConstExpr init;
};
struct Tag {
  uint32_t type = 0;
  uint64_t at = 0;
  std::optional<uint32_t> import;
};

enum class SegmentMode : uint8_t { Active, Passive, Declarative };

struct ElemSegment {
  SegmentMode mode = SegmentMode::Passive;
  uint64_t at = 0; // file offset of the entry
  ValType type;
  uint32_t table = 0; // Active
  ConstExpr offset;   // Active
  // Exactly one of the two is used: function indices, or one expression an element.
  bool uses_exprs = false;
  std::vector<uint32_t> funcs;
  std::vector<ConstExpr> exprs;
  [[nodiscard]] size_t size() const { return uses_exprs ? exprs.size() : funcs.size(); }
};
struct DataSegment {
  SegmentMode mode = SegmentMode::Passive; // never Declarative
  uint64_t at = 0;                         // file offset of the entry
  uint32_t memory = 0;
  ConstExpr offset;
  std::span<const uint8_t> bytes;
};

struct CustomSection {
  std::string_view name;
  std::span<const uint8_t> bytes; // contents after the name
  uint64_t offset = 0;            // file offset of `bytes`
};

// The name section, as far as it could be read (a damaged one is ignored, as the spec says).
struct Names {
  std::string module;
  std::map<uint32_t, std::string> funcs;
  std::map<uint32_t, std::map<uint32_t, std::string>> locals;
  std::map<uint32_t, std::string> types, tables, memories, globals, elems, datas, tags;
};

struct Module {
  std::span<const uint8_t> bytes; // the whole file
  std::vector<TypeDef> types;
  std::vector<Import> imports;
  std::vector<Func> funcs;
  std::vector<Table> tables;
  std::vector<Memory> memories;
  std::vector<Global> globals;
  std::vector<Tag> tags;
  std::vector<Export> exports;
  std::optional<uint32_t> start;
  uint64_t start_at = 0; // file offset of its index
  std::vector<ElemSegment> elems;
  std::vector<DataSegment> datas;
  std::optional<uint32_t> data_count;
  std::vector<CustomSection> customs;
  Names names;
  uint64_t code_offset = 0; // file offset of the code section's contents (DWARF counts from here)
  // Functions that may be the operand of ref.func (spec: context "refs"): by function index.
  std::vector<bool> declared_refs;

  // REQUIRES: the index is in range (validated).
  [[nodiscard]] const FuncType &func_type(uint32_t func) const {
    return types[funcs[func].type].func;
  }
  [[nodiscard]] const FuncType &tag_type(uint32_t tag) const { return types[tags[tag].type].func; }
  [[nodiscard]] uint32_t imported_funcs() const { return num_imported_funcs; }
  uint32_t num_imported_funcs = 0, num_imported_tables = 0, num_imported_memories = 0,
           num_imported_globals = 0, num_imported_tags = 0;
};

} // namespace wexn::wasm
