// Tables made and used by the host.
#include "runtime/api/reference.h"
#include "runtime/instance/table.h"

using namespace wexn::rt;

static uint64_t bits(const wexn_table *table, wexn_slot value) {
  return table->elem_log2 == 3 ? reinterpret_cast<uintptr_t>(value.extern_) : value.ref;
}

wexn_status wexn_table_new(wexn_store *store, const wexn_limits *limits,
                           const wexn_valtype *element, wexn_slot init, wexn_table **out) {
  if (check_reference(store, *element, init) != WEXN_OK)
    return WEXN_ERROR;
  auto *table = alloc<wexn_table>(store);
  if (table == nullptr)
    return fail_no_memory(store);
  const wexn_status status = init_table(store, table, *limits, *element);
  if (status != WEXN_OK) {
    free(store, table, sizeof *table);
    return status;
  }
  fill_elements(table, 0, table->size, bits(table, init));
  add_table(table);
  *out = table;
  return WEXN_OK;
}

uint64_t wexn_table_size(const wexn_table *table) { return table->size; }

bool wexn_table_get(const wexn_table *table, uint64_t index, wexn_slot *value) {
  if (index >= table->size)
    return false;
  if (table->elem_log2 == 3)
    value->extern_ = static_cast<void **>(table->elems)[index];
  else
    value->ref = static_cast<wexn_ref *>(table->elems)[index];
  return true;
}

bool wexn_table_set(wexn_table *table, uint64_t index, wexn_slot value) {
  if (index >= table->size || check_reference(table->store, table->type, value) != WEXN_OK)
    return false;
  fill_elements(table, index, 1, bits(table, value));
  return true;
}

uint64_t wexn_table_grow(wexn_table *table, uint64_t delta, wexn_slot init) {
  if (check_reference(table->store, table->type, init) != WEXN_OK)
    return UINT64_MAX;
  return grow_table(table, delta, bits(table, init));
}
