// Tags, and what can be told of an exception without its object. Spec: Tag Instances; Embedding
// (tag_alloc). No part of this needs the managed heap.
#include "runtime/api/error.h"
#include "runtime/heap/heap.h"
#include "runtime/throw/payload.h"

using namespace wexn::rt;

wexn_status wexn_tag_new(wexn_store *store, const wexn_type *type, wexn_tag **out) {
  *out = nullptr;
  if (type == nullptr || type->kind != WEXN_TYPE_FUNC)
    return fail(store, "a tag needs a function type");
  if (type->num_results != 0)
    return fail(store, "the function type of a tag has no results");
  auto *tag = alloc<wexn_tag>(store);
  if (tag == nullptr || !reserve_payload(store, payload_bytes(*type)))
    return fail_no_memory(store);
  tag->type = type;
  tag->store = store;
  *out = tag;
  return WEXN_OK;
}

bool wexn_tag_eq(const wexn_tag *a, const wexn_tag *b) { return a == b; }

bool wexn_has_exception(const wexn_store *store) {
  return store->head.pending != kPendingNone && store->head.pending != kPendingTrap;
}

// The pending exception's object, or null: its values are in the payload area.
static const ExceptionObject *pending_object(const wexn_store *store) {
  const uint64_t pending = store->head.pending;
  if (pending == kPendingPayload)
    return nullptr;
  return reinterpret_cast<const ExceptionObject *>(store->head.heap_base + pending);
}

wexn_tag *wexn_exception_tag(const wexn_store *store) {
  if (!wexn_has_exception(store))
    return nullptr;
  const ExceptionObject *object = pending_object(store);
  return object != nullptr ? tag_of(*heap_of(store), *object) : exceptions_of(store)->tag;
}

bool wexn_exception_field(const wexn_store *store, uint32_t index, wexn_slot *out) {
  const wexn_tag *tag = wexn_exception_tag(store);
  if (tag == nullptr || index >= tag->type->num_params)
    return false;
  const ExceptionObject *object = pending_object(store);
  read_payload(*tag->type, object != nullptr ? object->values : store->head.payload, index, out);
  return true;
}

wexn_heap_stats wexn_store_heap_stats(const wexn_store *store) {
  const Heap *heap = heap_of(store);
  if (heap == nullptr)
    return {};
  return {heap->committed + heap->blocks_committed, heap->live, heap->allocated, heap->collections};
}
