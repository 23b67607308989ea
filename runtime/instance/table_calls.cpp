// Table instructions that compiled code leaves to the runtime. Spec: table.grow, table.fill,
// table.copy.
#include "runtime/instance/strips.h"
#include "runtime/instance/table.h"

using namespace wexn::rt;

WEXN_CALLED uint64_t wexn_rt_table_grow(wexn_instance *instance, uint32_t table, uint64_t delta,
                                        uint64_t value) {
  const uint64_t old = grow_table(table_of(instance, table), delta, value);
  if (kHosted)
    stop_if_interrupted(instance->store);
  return old;
}

WEXN_CALLED void wexn_rt_table_fill(wexn_instance *instance, uint32_t index, uint64_t start,
                                    uint64_t value, uint64_t count) {
  wexn_table *table = table_of(instance, index);
  if (!in_bounds(start, count, table->size))
    raise_trap(instance->store, WEXN_TRAP_TableOutOfBounds);
  in_strips(instance->store, count, kStripBytes / sizeof value, false,
            [=](uint64_t from, uint64_t n) { fill_elements(table, start + from, n, value); });
}

WEXN_CALLED void wexn_rt_table_copy(wexn_instance *instance, uint32_t to_index, uint32_t from_index,
                                    uint64_t to, uint64_t from, uint64_t count) {
  wexn_table *target = table_of(instance, to_index);
  wexn_table *source = table_of(instance, from_index);
  if (!in_bounds(to, count, target->size) || !in_bounds(from, count, source->size))
    raise_trap(instance->store, WEXN_TRAP_TableOutOfBounds);
  if (count == 0)
    return;
  const uint8_t shift = target->elem_log2; // validation: the same element hierarchy
  move_bytes(instance->store, static_cast<uint8_t *>(target->elems) + (to << shift),
             static_cast<uint8_t *>(source->elems) + (from << shift), count << shift);
}
