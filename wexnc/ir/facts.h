// A first walk over every body, before anything is translated: validates them (so that errors come
// before any long work and in file order) and gathers what the translation of one function has to
// know about others. From here on the module is valid.
#pragma once

#include "wexnc/ir/static_tables.h"
#include "wexnc/support/result.h"
#include "wexnc/wasm/features.h"
#include "wexnc/wasm/module.h"

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <vector>

namespace wexn::ir {

// Such a function is inlined across the parts of a big module, too.
inline bool is_small(const wasm::Func &func) {
  constexpr size_t kBytes = 200;
  return func.body.size() <= kBytes;
}

// The functions that call one directly: the first, the last, and whether any of them is small, so
// that its calls are in other parts, too.
struct Callers {
  uint32_t first = ~0u, last = 0;
  bool small = false;
};

struct ModuleFacts {
  std::vector<bool> makes_calls;      // by function: of any kind
  std::vector<bool> makes_tail_calls; // by function
  std::vector<Callers> callers;       // by function
  // By function: conditional branches, with targets of br_table, clauses of try_table and what else
  // becomes branches; how many locals are set; and the ways that come together where many do.
  std::vector<uint32_t> branches, set_locals, joined_ways;
  std::vector<uint64_t> kept_values; // by function: that allocations may have to keep, in all
  std::vector<bool> table_grows;               // by table: named by a table.grow
  std::vector<std::set<uint32_t>> table_calls; // by table: canonical types of its call_indirects
  std::vector<std::optional<StaticTable>> static_tables; // by table
  // By memory: how many accesses end that many bytes behind their index (offset + width).
  std::vector<std::map<uint64_t, uint32_t>> extents;
  std::vector<uint8_t> global_zeros; // by global: how many of its lowest bits are never set
  std::set<uint64_t> rethrown;       // file offsets of legacy `try`s that a rethrow names
  bool takes_exnref = false;         // some clause or rethrow needs an exception object
  uint64_t code_bytes = 0;           // of all bodies
  // By function: nobody but the instance has references to it.
  std::vector<bool> only_in_static_tables;
  bool uses_objects = false; // works with structures, arrays or casts: needs the heap
  // Structure and array types whose runtime types the code needs, each once; and by type index the
  // position in that list, kNoType for others.
  static constexpr uint32_t kNoType = ~0u;
  std::vector<uint32_t> object_types, rtt_index;
};

[[nodiscard]] Result<ModuleFacts> gather_facts(const wasm::Module &module,
                                               const wasm::Features &features);

} // namespace wexn::ir
