// What compiled code calls to throw; arch/*/throw.S saves the registers, comes here to find the
// handler, and goes on there. Spec: throw, throw_ref (Execution, Control Instructions).
#include "runtime/heap/heap.h"
#include "runtime/throw/payload.h"

using namespace wexn::rt;

static_assert(offsetof(wexn_store, head.pending) == WEXN_STORE_PENDING);

// Looks at an object that is thrown: its tag, and how many bytes of values it has. Uses the heap's
// data only: the heap's code stays out of programs that make no objects.
static wexn_tag *look_at_object(const Heap *heap, wexn_ref ref, uint32_t &bytes) {
  const ExceptionObject *object = heap == nullptr ? nullptr : find_object(*heap, ref);
  if (object == nullptr || object->tag >= heap->num_tags)
    bug("an exception reference that names no exception");
  const HeapTag &tag = heap->tags[object->tag];
  bytes = tag.bytes;
  return tag.tag;
}

// Copies the object's values to the payload area, and throws it.
#ifndef WEXN_BARE
[[gnu::always_inline]] inline static HandlerFrame throw_remembered(wexn_store *store, wexn_ref ref,
                                                                   ThrowContext *context,
                                                                   uintptr_t fp, uintptr_t pc) {
  const Heap *heap = heap_of(store);
  copy_payload(store->head.payload, heap->base + ref + sizeof(ExceptionObject), heap->thrown.bytes);
  asm("" : "+r"(store)); // what is loaded again needs no register until then
  return wexn_rt_find_handler(store, heap_of(store)->thrown.tag, ref, context, fp, pc);
}
[[gnu::noinline]] static HandlerFrame throw_new(wexn_store *store, wexn_ref ref, uint64_t,
                                                ThrowContext *context, uintptr_t fp, uintptr_t pc) {
  Heap *heap = heap_of(store);
  uint32_t bytes;
  wexn_tag *tag = look_at_object(heap, ref, bytes);
  heap->thrown = {ref, bytes, heap->collections, tag};
  return throw_remembered(store, ref, context, fp, pc);
}
// Calls last only, with parameters where its own are: the way to a handler saves no registers.
static HandlerFrame throw_object(wexn_store *store, wexn_ref ref, ThrowContext *context,
                                 uintptr_t fp, uintptr_t pc) {
  const Heap *heap = heap_of(store);
  if (heap == nullptr || heap->thrown.ref != ref || heap->thrown.collections != heap->collections)
    return throw_new(store, ref, 0, context, fp, pc);
  return throw_remembered(store, ref, context, fp, pc);
}
#else
static HandlerFrame throw_object(wexn_store *store, wexn_ref ref, ThrowContext *context,
                                 uintptr_t fp, uintptr_t pc) {
  const Heap *heap = heap_of(store);
  uint32_t bytes;
  wexn_tag *tag = look_at_object(heap, ref, bytes);
  copy_payload(store->head.payload, heap->base + ref + sizeof(ExceptionObject), bytes);
  return wexn_rt_find_handler(store, tag, ref, context, fp, pc);
}
#endif

HandlerFrame wexn_rt_find_throw_ref(wexn_instance *instance, wexn_ref ref, uint64_t,
                                    ThrowContext *context, uintptr_t fp, uintptr_t pc) {
  wexn_store *store = instance->store;
  if (ref == 0)
    raise_trap(store, WEXN_TRAP_NullExceptionReference);
  return throw_object(store, ref, context, fp, pc);
}

HandlerFrame wexn_rt_find_pending(wexn_store *store, uint64_t, uint64_t, ThrowContext *context,
                                  uintptr_t fp, uintptr_t pc) {
  const uint64_t pending = store->head.pending;
  if (pending == kPendingTrap)
    raise_recorded_trap(store);
  store->head.pending = kPendingNone;
  if (kHosted && take_interrupt(store))
    raise_trap_at(store, WEXN_TRAP_Interrupted, pc, fp);
  if (pending == kPendingPayload)
    return wexn_rt_find_handler(store, exceptions_of(store)->tag, 0, context, fp, pc);
  return throw_object(store, static_cast<wexn_ref>(pending), context, fp, pc);
}
