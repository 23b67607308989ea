// Exceptions as objects of the managed heap (heap.h): made by a host, or of a payload that is
// thrown. Linked only into programs that have a use for them.
#include "runtime/heap/heap.h"

#include "runtime/instance/type.h"
#include "runtime/throw/payload.h"

namespace wexn::rt {

// Number of the tag in the heap's table; ~0: no memory.
[[clang::minsize]] static uint32_t tag_number(wexn_store *store, Heap &heap, wexn_tag *tag) {
  for (uint32_t i = 0; i < heap.num_tags; ++i)
    if (heap.tags[i].tag == tag)
      return heap.last_tag = i;
  if (heap.num_tags == heap.tags_capacity) {
    const uint32_t capacity = heap.tags_capacity == 0 ? 8 : 2 * heap.tags_capacity;
    auto *tags = static_cast<HeapTag *>(alloc(store, uint64_t{capacity} * sizeof(HeapTag)));
    if (tags == nullptr)
      return ~0u;
    for (uint32_t i = 0; i < heap.num_tags; ++i)
      tags[i] = heap.tags[i];
    free(store, heap.tags, uint64_t{heap.tags_capacity} * sizeof(HeapTag));
    heap.tags = tags;
    heap.tags_capacity = capacity;
  }
  const uint32_t bytes = payload_bytes(*tag->type);
  const uint64_t all = sizeof(ExceptionObject) + uint64_t{bytes};
  const uint32_t c = class_for(all);
  heap.tags[heap.num_tags] = {tag, bytes, c, c != Heap::kNumClasses ? class_size(c) : 0};
  return heap.last_tag = heap.num_tags++;
}

[[clang::minsize]] wexn_ref new_object(wexn_store *store, wexn_tag *tag,
                                       const wexn_tag *payload_tag) {
  Heap *heap = ensure_heap(store);
  if (heap == nullptr)
    return 0;
  const uint32_t number = tag_number(store, *heap, tag);
  if (number == ~0u)
    return 0;
  const uint64_t bytes = sizeof(ExceptionObject) + uint64_t{heap->tags[number].bytes};
  const wexn_ref ref = new_place(store, heap->tags[number].size_class, bytes, payload_tag);
  if (ref == 0)
    return 0;
  auto *object = reinterpret_cast<ExceptionObject *>(heap->base + ref);
  object->type = 0;
  object->tag = number;
  return ref;
}

static void fill_object(const wexn_store *store, const Heap &heap, wexn_ref ref, uint32_t number) {
  auto *object = reinterpret_cast<ExceptionObject *>(heap.base + ref);
  object->type = 0;
  object->tag = number;
  copy_payload(object->values, store->head.payload, heap.tags[number].bytes);
}

[[gnu::noinline]] static wexn_ref make_slowly(wexn_store *store, wexn_tag *tag,
                                              const ThrowContext *context) {
  Heap *heap = ensure_heap(store);
  if (heap == nullptr)
    return 0;
  const wexn_ref ref = make_from(*heap, reinterpret_cast<uintptr_t>(context),
                                 [=] { return new_object(store, tag, tag); });
  if (ref != 0)
    fill_object(store, *heap, ref, heap->last_tag);
  return ref;
}

// Mostly the tag is that of the object before, and there is room in the run in use.
static wexn_ref make_from_payload(wexn_store *store, wexn_tag *tag, const ThrowContext *context) {
  Heap *heap = heap_of(store);
  if (heap == nullptr || heap->last_tag >= heap->num_tags)
    return make_slowly(store, tag, context);
  const HeapTag &last = heap->tags[heap->last_tag];
  if (last.tag != tag || last.size_class == Heap::kNumClasses ||
      heap->runs[last.size_class].at == heap->runs[last.size_class].end)
    return make_slowly(store, tag, context);
  const wexn_ref ref = take_place(*heap, last.size_class, last.size);
  fill_object(store, *heap, ref, heap->last_tag);
  return ref;
}

} // namespace wexn::rt

const wexn::rt::HeapOps wexn_rt_heap = {wexn::rt::make_from_payload};
