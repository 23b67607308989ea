// Tables: element arrays in the store's arena, which move when they grow.
#include "runtime/instance/table.h"
#include "runtime/api/error.h"
#include "runtime/instance/type.h"

namespace wexn::rt {

wexn_status init_table(wexn_store *store, wexn_table *table, const wexn_limits &limits,
                       const wexn_valtype &type) {
  table->type = type;
  table->is64 = limits.is64;
  table->has_max = limits.has_max;
  table->declared_max = limits.max;
  table->elem_log2 = is_pointer_reference(type) ? 3 : 2;
  table->store = store;
  table->max = kMaxTableElements;
  if (limits.has_max && limits.max < table->max)
    table->max = limits.max;
  if (limits.min > table->max)
    return kHosted
               ? fail(store, "table of %u elements exceeds the limit of %u", limits.min, table->max)
               : fail(store, "table of %u elements exceeds the limit", limits.min);
  if (!store->table_elements.has(limits.min))
    return kHosted ? fail(store,
                          "table of %u elements exceeds the store's limit of %u elements for all "
                          "its tables, of which %u are in use",
                          limits.min, store->table_elements.most, store->table_elements.used)
                   : fail(store, "table of %u elements exceeds the limit", limits.min);
  if (limits.min != 0) {
    table->elems = alloc(store, limits.min << table->elem_log2);
    if (table->elems == nullptr)
      return fail_no_memory(store);
  }
  table->size = limits.min;
  table->capacity = limits.min;
  store->table_elements.take(limits.min);
  return WEXN_OK;
}

void add_table(wexn_table *table) {
  wexn_store *store = table->store;
  table->next = store->tables;
  store->tables = table;
}

void release_table(wexn_table *table) {
  if (table->elems == nullptr)
    return;
  free(table->store, table->elems, table->capacity << table->elem_log2);
  table->elems = nullptr;
}

void fill_elements(wexn_table *table, uint64_t start, uint64_t count, uint64_t value) {
  if (table->elem_log2 == 3) {
    auto *elems = static_cast<uint64_t *>(table->elems) + start;
    for (uint64_t i = 0; i < count; ++i)
      elems[i] = value;
  } else {
    auto *elems = static_cast<wexn_ref *>(table->elems) + start;
    for (uint64_t i = 0; i < count; ++i)
      elems[i] = static_cast<wexn_ref>(value);
  }
}

uint64_t grow_table(wexn_table *table, uint64_t delta, uint64_t value) {
  wexn_store *store = table->store;
  const uint64_t old_size = table->size;
  if (delta > table->max - old_size || !store->table_elements.has(delta))
    return UINT64_MAX;
  const uint64_t size = old_size + delta;
  if (size > table->capacity) {
    uint64_t capacity = table->capacity * 2 < 8 ? 8 : table->capacity * 2;
    if (capacity < size)
      capacity = size;
    if (capacity > table->max)
      capacity = table->max;
    void *elems = alloc(store, capacity << table->elem_log2);
    if (elems == nullptr)
      return UINT64_MAX;
    if (table->elems != nullptr) {
      __builtin_memcpy(elems, table->elems, old_size << table->elem_log2);
      release_table(table);
    }
    table->elems = elems;
    table->capacity = capacity;
  }
  table->size = size;
  store->table_elements.take(delta);
  fill_elements(table, old_size, delta, value);
  return old_size;
}

} // namespace wexn::rt
