// Writes the primitives and types of the binary format (spec: "Binary Format / Values", "Types").
#pragma once

#include "wexnc/wasm/codes.h"
#include "wexnc/wasm/instr.h"
#include "wexnc/wasm/module.h"
#include "wexnc/wasm/types.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace wexn::wasm {

// Appends to a byte string. Integers are LEB128 of least length, unless they say how wide they are.
class ByteWriter {
public:
  std::vector<uint8_t> bytes;

  [[nodiscard]] size_t size() const { return bytes.size(); }
  void byte(unsigned value) { bytes.push_back(static_cast<uint8_t>(value)); }
  void fixed32(uint32_t value);
  void fixed64(uint64_t value);
  void unsigned_leb(uint64_t value);
  void signed_leb(int64_t value);
  void raw(std::span<const uint8_t> more) { bytes.insert(bytes.end(), more.begin(), more.end()); }
  void raw(std::string_view more) { bytes.insert(bytes.end(), more.begin(), more.end()); }
  // A length, and that many bytes.
  void sized(std::span<const uint8_t> more);
  void sized(std::string_view more);

  void opcode(Opcode op);
  void heap_type(const HeapType &type);
  // REQUIRES: not Bottom.
  void val_type(const ValType &type);
  void val_types(const std::vector<ValType> &types);
  void func_type(const FuncType &type);
  void type_def(const TypeDef &type);
  void limits(const Limits &limits, uint32_t page_log2 = 16);
  void table_type(const TableType &type);
  void global_type(const GlobalType &type);
  // Section `id` with these contents; returns the offset of the contents.
  size_t section(SectionId id, std::span<const uint8_t> contents);
};

} // namespace wexn::wasm
