// What compiled code calls to throw; arch/*/throw.S saves the registers, comes here to find the
// handler, and goes on there. Spec: throw, throw_ref (Execution, Control Instructions).
#include "runtime/heap/heap.h"
#include "runtime/throw/payload.h"

using namespace wexn::rt;

static_assert(offsetof(wexn_store, head.pending) == WEXN_STORE_PENDING);

// Copies the object's values to the payload area; returns its tag. Uses the heap's data only: the
// heap's code stays out of programs that make no objects.
#ifndef WEXN_BARE
[[gnu::always_inline]] inline
#endif
    static wexn_tag *
    load_object(wexn_store *store, wexn_ref ref) {
  const Heap *heap = heap_of(store);
  const ExceptionObject *object = heap == nullptr ? nullptr : find_object(*heap, ref);
  if (object == nullptr || object->tag >= heap->num_tags)
    bug("an exception reference that names no exception");
  const HeapTag &tag = heap->tags[object->tag];
  copy_payload(store->head.payload, object->values, tag.bytes);
  return tag.tag;
}

HandlerFrame wexn_rt_find_throw_ref(wexn_instance *instance, wexn_ref ref, uint64_t,
                                    ThrowContext *context, uintptr_t fp, uintptr_t pc) {
  wexn_store *store = instance->store;
  if (ref == 0)
    raise_trap(store, WEXN_TRAP_NullExceptionReference);
  return wexn_rt_find_handler(store, load_object(store, ref), ref, context, fp, pc);
}

HandlerFrame wexn_rt_find_pending(wexn_store *store, uint64_t, uint64_t, ThrowContext *context,
                                  uintptr_t fp, uintptr_t pc) {
  const uint64_t pending = store->head.pending;
  if (pending == kPendingTrap)
    raise_recorded_trap(store);
  store->head.pending = kPendingNone;
  if (pending == kPendingPayload)
    return wexn_rt_find_handler(store, exceptions_of(store)->tag, 0, context, fp, pc);
  const auto ref = static_cast<wexn_ref>(pending);
  return wexn_rt_find_handler(store, load_object(store, ref), ref, context, fp, pc);
}
