// Tables. Spec: Table Instances, table.grow, table.fill, table.copy.
#ifndef WEXN_RUNTIME_TABLE_H
#define WEXN_RUNTIME_TABLE_H

#include "runtime/instance/store.h"

namespace wexn::rt {

// Growth stops here whatever the declared maximum is; other engines have the same limit.
constexpr uint64_t kMaxTableElements = 10'000'000;

// Fills `table` (zeroed) with `limits.min` null elements; add_table puts it into the store's list.
[[nodiscard]] wexn_status init_table(wexn_store *store, wexn_table *table,
                                     const wexn_limits &limits, const wexn_valtype &type);
void add_table(wexn_table *table);
void release_table(wexn_table *table); // one that init_table did not come to may be all zero

// `value`: a pointer, or a managed reference in the low 32 bits.
void fill_elements(wexn_table *table, uint64_t start, uint64_t count, uint64_t value);
[[nodiscard]] uint64_t grow_table(wexn_table *table, uint64_t delta, uint64_t value);
inline bool in_bounds(uint64_t start, uint64_t count, uint64_t size) {
  return start <= size && count <= size - start;
}

inline wexn_table *table_of(wexn_instance *instance, uint32_t index) {
  auto *bytes = reinterpret_cast<uint8_t *>(instance) + instance->image->tables;
  return reinterpret_cast<wexn_table **>(bytes)[index];
}

} // namespace wexn::rt

#endif
