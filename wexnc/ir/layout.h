// Where everything of an instance lies: the byte offsets of the arrays behind the fixed header of
// abi/vmctx.h, chosen here, used by the translator and written into the module image.
#pragma once

#include "wexnc/ir/facts.h"
#include "wexnc/wasm/module.h"

#include <cstdint>
#include <vector>
#include <wexn/abi/types.h>

namespace wexn::ir {

inline constexpr uint32_t kNoSlot = ~0u;

struct Layout {
  // Byte offsets from the instance's start; element order as in abi/vmctx.h.
  uint32_t memories = 0, tables = 0, imported_globals = 0, globals = 0, tags = 0,
           imported_funcs = 0, funcs = 0, datas = 0, elems = 0, memory_cells = 0, table_cells = 0,
           tag_cells = 0, elem_values = 0, rtts = 0;
  uint64_t size = 0; // of the instance, a multiple of 16

  // Defined functions that can be referenced, ascending; and for each function index the position
  // in that list, or kNoSlot (also for imported ones).
  std::vector<uint32_t> func_defs;
  std::vector<uint32_t> func_slot;
  // First elem_values cell of each element segment given by expressions.
  std::vector<uint32_t> elem_value_index;
  uint32_t num_elem_values = 0;
  uint32_t max_payload_bytes = 0;
  // The extents of which the instance has a limit (abi/vmctx.h: limits). Those that code needs most
  // come last, but for 0, which ends them.
  std::vector<uint32_t> extents;
};

// Bytes that a value of this type takes in the payload of an exception.
[[nodiscard]] inline uint32_t payload_bytes(const wasm::ValType &type) {
  return wexn_payload_bytes(type.kind == wasm::ValKind::V128 ? WEXN_V128 : 0);
}

// Whether accesses of such a memory rely on faults of the pages behind it.
[[nodiscard]] inline bool is_guarded(const wasm::MemoryType &type, bool software_bounds) {
  return !software_bounds && wexn_can_guard(type.limits.is64, type.page_log2, type.limits.min);
}

// REQUIRES: the module was validated (declared_refs is filled in).
// `software_bounds`: no memory is guarded.
[[nodiscard]] Layout layout_instance(const wasm::Module &module, const ModuleFacts &facts,
                                     bool software_bounds);

} // namespace wexn::ir
