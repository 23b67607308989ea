// See layout.h.
#include "wexnc/ir/layout.h"

#include <wexn/abi/vmctx.h>

#include <algorithm>

namespace wexn::ir {

namespace {

constexpr size_t kMostLimits = 256; // of an instance

// The extents of the memory's accesses that are worth a limit. All are within its minimum, so that
// no limit is below 0.
std::vector<uint32_t> choose_extents(const wasm::MemoryType &type,
                                     const std::map<uint64_t, uint32_t> &counts) {
  using Counted = std::pair<uint32_t, uint32_t>; // how often, extent
  std::vector<Counted> chosen;
  for (const auto &[extent, count] : counts)
    if (count > 1 && extent <= UINT32_MAX && (extent - 1) >> type.page_log2 < type.limits.min)
      chosen.emplace_back(count, static_cast<uint32_t>(extent));
  std::sort(chosen.begin(), chosen.end(), [](const Counted &a, const Counted &b) {
    return a.first != b.first ? a.first > b.first : a.second < b.second;
  });
  if (chosen.size() >= kMostLimits)
    chosen.resize(kMostLimits - 1);
  std::vector<uint32_t> extents;
  for (auto each = chosen.rbegin(); each != chosen.rend(); ++each)
    extents.push_back(each->second);
  if (!extents.empty())
    extents.push_back(0);
  return extents;
}

} // namespace

Layout layout_instance(const wasm::Module &m, const ModuleFacts &facts, bool software_bounds) {
  Layout l;
  l.func_slot.assign(m.funcs.size(), kNoSlot);
  for (uint32_t i = m.num_imported_funcs; i < m.funcs.size(); ++i)
    if (m.declared_refs[i]) {
      l.func_slot[i] = static_cast<uint32_t>(l.func_defs.size());
      l.func_defs.push_back(i);
    }
  for (const wasm::ElemSegment &e : m.elems) {
    l.elem_value_index.push_back(l.num_elem_values);
    if (e.uses_exprs)
      l.num_elem_values += static_cast<uint32_t>(e.size());
  }
  for (uint32_t i = 0; i < m.tags.size(); ++i) {
    uint32_t bytes = 0;
    for (const wasm::ValType &type : m.tag_type(i).params)
      bytes += payload_bytes(type);
    l.max_payload_bytes = std::max(l.max_payload_bytes, bytes);
  }

  if (const uint32_t first = m.num_imported_memories; first < m.memories.size()) {
    const wasm::MemoryType &type = m.memories[first].type;
    if (!type.limits.shared && !is_guarded(type, software_bounds))
      l.extents = choose_extents(type, facts.extents[first]);
  }

  uint64_t at = sizeof(wexn_instance);
  auto place = [&](uint32_t &offset, size_t count, size_t size, uint64_t align = 16) {
    at = (at + align - 1) & ~(align - 1);
    offset = static_cast<uint32_t>(at);
    at += count * size;
  };
  // What code uses most comes first: on x86, offsets below 128 are short.
  const size_t num_globals = m.globals.size() - m.num_imported_globals;
  const bool few_globals = num_globals <= 1;
  place(l.memories, m.memories.size(), sizeof(wexn_memory_entry));
  if (few_globals)
    place(l.globals, num_globals, sizeof(wexn_global));
  const auto place_memories = [&] {
    place(l.memory_cells, m.memories.size() - m.num_imported_memories, sizeof(wexn_memory),
          alignof(wexn_memory));
  };
  if (!l.extents.empty()) {
    at += (l.extents.size() - 1) *
          wexn_limit_bytes(m.memories[m.num_imported_memories].type.limits.is64);
    place_memories();
  }
  place(l.tables, m.tables.size(), sizeof(wexn_table *));
  place(l.imported_globals, m.num_imported_globals, sizeof(wexn_global *));
  if (!few_globals)
    place(l.globals, num_globals, sizeof(wexn_global));
  place(l.tags, m.tags.size(), sizeof(wexn_tag *));
  place(l.imported_funcs, m.num_imported_funcs, sizeof(wexn_imported_func));
  place(l.funcs, l.func_defs.size(), sizeof(wexn_func));
  place(l.datas, m.datas.size(), sizeof(wexn_data_segment));
  place(l.elems, m.elems.size(), sizeof(wexn_elem_segment));
  if (l.extents.empty())
    place_memories();
  place(l.table_cells, m.tables.size() - m.num_imported_tables, sizeof(wexn_table));
  place(l.tag_cells, m.tags.size() - m.num_imported_tags, sizeof(wexn_tag));
  place(l.elem_values, l.num_elem_values, sizeof(uint64_t));
  place(l.rtts, facts.object_types.size(), sizeof(uint32_t));
  l.size = (at + 15) & ~uint64_t{15};
  return l;
}

} // namespace wexn::ir
