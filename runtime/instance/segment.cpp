// Data and element segments. Spec: memory.init, data.drop, table.init, elem.drop.
#include "runtime/instance/instance.h"
#include "runtime/instance/memory.h"
#include "runtime/instance/strips.h"
#include "runtime/instance/table.h"

using namespace wexn::rt;

WEXN_CALLED void wexn_rt_memory_init(wexn_instance *instance, uint32_t segment, uint32_t index,
                                     uint64_t to, uint64_t from, uint64_t count) {
  const wexn_data_segment &data = datas(instance)[segment];
  const wexn_memory *memory = memories(instance)[index].memory;
  if (!in_bounds(from, count, data.size) || !in_bounds(to, count, size_of(memory)))
    raise_trap(instance->store, WEXN_TRAP_MemoryOutOfBounds);
  if (count != 0)
    in_strips(instance->store, count, kStripBytes, false, [=](uint64_t start, uint64_t n) {
      __builtin_memcpy(memory->base + to + start, data.bytes + from + start, n);
    });
}

WEXN_CALLED void wexn_rt_data_drop(wexn_instance *instance, uint32_t segment) {
  datas(instance)[segment].size = 0;
  if (kHosted)
    stop_if_interrupted(instance->store);
}

WEXN_CALLED void wexn_rt_table_init(wexn_instance *instance, uint32_t segment, uint32_t index,
                                    uint64_t to, uint64_t from, uint64_t count) {
  const wexn_elem_segment &elem = elems(instance)[segment];
  wexn_table *table = table_of(instance, index);
  if (!in_bounds(from, count, elem.size) || !in_bounds(to, count, table->size))
    raise_trap(instance->store, WEXN_TRAP_TableOutOfBounds);
  in_strips(instance->store, count, kStripBytes / sizeof(uint64_t), false,
            [=](uint64_t start, uint64_t n) {
              for (uint64_t i = start; i < start + n; ++i)
                fill_elements(table, to + i, 1, element_value(instance, elem, from + i));
            });
}

WEXN_CALLED void wexn_rt_elem_drop(wexn_instance *instance, uint32_t segment) {
  elems(instance)[segment].size = 0;
  if (kHosted)
    stop_if_interrupted(instance->store);
}
