// What keeps objects of the managed heap alive: globals, tables, element segments, handles of the
// host, the pending exception, the payload in flight; and whatever looks like a reference on the
// native stack in use, where compiled code keeps its locals without telling anyone.
#include "runtime/api/exception.h"
#include "runtime/heap/heap.h"
#include "runtime/instance/instance.h"
#include "runtime/instance/type.h"

namespace wexn::rt {

[[clang::minsize]] static void mark_value(Heap &heap, const wexn_valtype &type,
                                          const wexn_slot &value) {
  if (is_managed_reference(type))
    mark_exactly(heap, value.ref);
  else if (is_reference(type))
    mark_extern(heap, value.extern_);
}

[[clang::minsize]] static void mark_instance(Heap &heap, wexn_instance *instance) {
  const wexn_module_image *image = instance->image;
  for (uint32_t i = image->num_imported_globals; i < image->num_globals; ++i)
    mark_value(heap, image->global_types[i].value, global_at(instance, i)->value);
  for (uint32_t i = 0; i < image->num_elems; ++i) {
    const wexn_elem_segment &segment = elems(instance)[i];
    if (segment.values == nullptr)
      continue;
    for (uint64_t k = 0; k < segment.size; ++k) {
      wexn_slot slot;
      __builtin_memcpy(&slot, &segment.values[k], sizeof segment.values[k]);
      mark_value(heap, image->elem_defs[i].type, slot);
    }
  }
}

// Which may be very long, and mostly null.
static void mark_table(Heap &heap, const wexn_table &table) {
  for (uint64_t k = 0; k < table.size; ++k)
    if (table.elem_log2 == 2)
      mark_exactly(heap, static_cast<const wexn_ref *>(table.elems)[k]);
    else
      mark_extern(heap, static_cast<void *const *>(table.elems)[k]);
}

[[clang::minsize]] void mark_roots(wexn_store *store, Heap &heap, const wexn_tag *payload_tag) {
  for (wexn_instance *i = store->instances; i != nullptr; i = i->next)
    mark_instance(heap, i);
  for (const HostGlobal *g = store->host_globals; g != nullptr; g = g->next)
    mark_value(heap, g->type, g->cell.value);
  for (const wexn_table *t = store->tables; t != nullptr; t = t->next)
    mark_table(heap, *t);
  for (const Handle *handle = heap.handles; handle != nullptr; handle = handle->next)
    mark_exactly(heap, handle->ref);
  for (uint32_t i = 0; i < heap.held.count; ++i)
    mark_value(heap, heap.held.types[i], heap.held.values[i]);
  const uint64_t pending = store->head.pending;
  if (pending == kPendingPayload)
    payload_tag = exceptions_of(store)->tag;
  else if (pending != kPendingTrap)
    mark_exactly(heap, static_cast<wexn_ref>(pending));
  if (payload_tag != nullptr)
    mark_payload(heap, *payload_tag, store->head.payload);
}

// Every aligned 4-byte word may be a reference, or what compiled code has added to one; every
// 8-byte word a pointer into the region.
[[clang::no_sanitize("address")]] static void mark_words(Heap &heap, uintptr_t from, uintptr_t to) {
  const auto base = reinterpret_cast<uintptr_t>(heap.base);
  const uint64_t first = uint64_t{heap.first_block} << kBlockLog2;
  // One more than there is: a pointer may stand right behind the last object.
  const uint64_t size = (uint64_t{heap.end_block} << kBlockLog2) - first + 1;
  for (uintptr_t at = from & ~uintptr_t{7}; at < to; at += 8) {
    const uint64_t word = *reinterpret_cast<const volatile uint64_t *>(at);
    const uint64_t candidates[] = {static_cast<uint32_t>(word), word >> 32, word - base};
    for (const uint64_t offset : candidates)
      if (offset - first < size)
        mark_interior(heap, offset);
  }
}

// Compiled code's frames, up to the entry that came first on the stack, with what is between them.
// For other stacks see collect(). Without compiled code that makes an object, a host function may
// have been called from some: its registers are those of this function's callers.
[[gnu::noinline]] void mark_stack(const wexn_store *store, Heap &heap) {
  const EntryRecord *outermost = store->entry;
  if (outermost == nullptr)
    return;
  while (outermost->prev != nullptr && outermost->old_stack_hi == 0)
    outermost = outermost->prev;
  const uintptr_t here = save_registers();
  mark_words(heap, heap.frames != 0 ? heap.frames : here, outermost->fp);
}

} // namespace wexn::rt
