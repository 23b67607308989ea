// What keeps objects of the managed heap alive: globals, tables, element segments, handles of the
// host, the pending exception, the payload in flight; and whatever looks like a reference on the
// native stack in use, where compiled code keeps its locals without telling anyone.
#include "runtime/api/exception.h"
#include "runtime/heap/heap.h"
#include "runtime/instance/instance.h"
#include "runtime/instance/type.h"

namespace wexn::rt {

static void mark_instance(Heap &heap, wexn_instance *instance) {
  const wexn_module_image *image = instance->image;
  for (uint32_t i = image->num_imported_globals; i < image->num_globals; ++i)
    if (is_managed_reference(image->global_types[i].value))
      mark_exactly(heap, global_at(instance, i)->value.ref);
  for (uint32_t i = 0; i < image->num_elems; ++i) {
    const wexn_elem_segment &segment = elems(instance)[i];
    if (segment.values == nullptr || !is_managed_reference(image->elem_defs[i].type))
      continue;
    for (uint64_t k = 0; k < segment.size; ++k)
      mark_exactly(heap, static_cast<wexn_ref>(segment.values[k]));
  }
}

// All 4-byte words that could be references, and 8-byte words that point into the region.
[[clang::no_sanitize("address")]] static void mark_stack(Heap &heap, uintptr_t from, uintptr_t to) {
  const auto base = reinterpret_cast<uintptr_t>(heap.base);
  const uint64_t size = uint64_t{heap.num_blocks} << kBlockLog2;
  for (uintptr_t at = from & ~uintptr_t{7}; at < to; at += 8) {
    const uint64_t word = *reinterpret_cast<const volatile uint64_t *>(at);
    const auto low = static_cast<uint32_t>(word), high = static_cast<uint32_t>(word >> 32);
    if (low < size && low % kObjectAlign == 0 && low != 0)
      mark_exactly(heap, low);
    if (high < size && high % kObjectAlign == 0 && high != 0)
      mark_exactly(heap, high);
    if (word - base < size)
      mark_interior(heap, word - base);
  }
}

[[gnu::noinline]] void mark_roots(wexn_store *store, Heap &heap, const wexn_tag *payload_tag) {
  for (wexn_instance *i = store->instances; i != nullptr; i = i->next)
    mark_instance(heap, i);
  for (const HostGlobal *g = store->host_globals; g != nullptr; g = g->next)
    if (is_managed_reference(g->type))
      mark_exactly(heap, g->cell.value.ref);
  for (const wexn_table *t = store->tables; t != nullptr; t = t->next)
    if (t->elem_log2 == 2)
      for (uint64_t k = 0; k < t->size; ++k)
        mark_exactly(heap, static_cast<const wexn_ref *>(t->elems)[k]);
  for (const wexn_exn *handle = heap.handles; handle != nullptr; handle = handle->next)
    mark_exactly(heap, handle->ref);
  const uint64_t pending = store->head.pending;
  if (pending == kPendingPayload)
    payload_tag = exceptions_of(store)->tag;
  else if (pending != kPendingTrap)
    mark_exactly(heap, static_cast<wexn_ref>(pending));
  if (payload_tag != nullptr)
    mark_payload(heap, *payload_tag, store->head.payload);

  // The stack up to the entry that came first on it. For other stacks see collect().
  const EntryRecord *outermost = store->entry;
  if (outermost == nullptr)
    return;
  while (outermost->prev != nullptr && outermost->old_stack_hi == 0)
    outermost = outermost->prev;
  // Callee-saved registers of compiled code may be in registers still.
  __builtin_unwind_init();
  mark_stack(heap, reinterpret_cast<uintptr_t>(__builtin_frame_address(0)) - 512, outermost->fp);
}

} // namespace wexn::rt
