// What compiled code calls to work with structures and arrays. Spec: Execution, Aggregate
// Instructions and Reference Instructions.
#include "runtime/api/error.h"
#include "runtime/heap/objects.h"
#include "runtime/instance/instance.h"
#include "runtime/instance/strips.h"
#include "runtime/instance/table.h"

using namespace wexn::rt;

namespace wexn::rt {

// What compiled code gets of `make`, called with its frames (save_registers).
template <typename Make>
static wexn_ref make_or_trap(wexn_store *store, uintptr_t frames, Make make) {
  const wexn_ref ref = make_from(*heap_of(store), frames, make);
  if (ref == 0)
    raise_trap(store, why_none(store));
  return ref;
}

[[gnu::noinline]] static wexn_ref new_array_or_trap(wexn_store *store, uintptr_t frames,
                                                    uint32_t rtt, uint32_t length) {
  return make_or_trap(store, frames, [=] { return new_array(store, rtt, length); });
}

// An array for compiled code, which may be interrupted before it has filled it: no rubbish is taken
// for references.
[[clang::minsize]] static wexn_ref new_whole_array(wexn_store *store, uintptr_t frames,
                                                   uint32_t rtt, uint32_t length) {
  const wexn_ref array = new_array_or_trap(store, frames, rtt, length);
  const Heap &heap = *heap_of(store);
  const wexn_rtt &type = *at<wexn_rtt>(heap, rtt);
  const uint64_t bytes = array_bytes(type, length);
  if (!heap.clears || type.elem_holds == WEXN_HOLDS_NONE || class_for(bytes) != Heap::kNumClasses)
    return array;
  *at<uint32_t>(heap, array + WEXN_ARRAY_LENGTH) = 0;
  auto *elements = at<uint8_t>(heap, uint64_t{array} + WEXN_ARRAY_ELEMENTS);
  in_strips(store, bytes - WEXN_ARRAY_ELEMENTS, kStripBytes, false,
            [=](uint64_t start, uint64_t n) { __builtin_memset(elements + start, 0, n); });
  *at<uint32_t>(heap, array + WEXN_ARRAY_LENGTH) = length;
  return array;
}

// REQUIRES: the ranges are in bounds.
[[clang::minsize]] static void fill_from_segment(wexn_instance *instance, wexn_ref array,
                                                 uint32_t to, uint32_t segment, uint32_t from,
                                                 uint32_t count) {
  const Heap &heap = *heap_of(instance->store);
  const uint32_t log2 = rtt_of(heap, array)->elem_log2;
  uint8_t *out = heap.base + array + WEXN_ARRAY_ELEMENTS + (uint64_t{to} << log2);
  in_strips(instance->store, count, kStripBytes / sizeof(uint64_t), false,
            [=](uint64_t start, uint64_t n) {
              for (uint64_t i = start; i < start + n; ++i) {
                const uint64_t value = element_value(instance, elems(instance)[segment], from + i);
                __builtin_memcpy(out + (i << log2), &value, 1u << log2);
              }
            });
}

// REQUIRES: the ranges are in bounds.
[[clang::minsize]] static void fill_from_data(wexn_instance *instance, wexn_ref array, uint32_t to,
                                              uint32_t segment, uint32_t from, uint32_t count) {
  const Heap &heap = *heap_of(instance->store);
  const uint32_t log2 = rtt_of(heap, array)->elem_log2;
  if (count != 0)
    move_bytes(instance->store, heap.base + array + WEXN_ARRAY_ELEMENTS + (uint64_t{to} << log2),
               datas(instance)[segment].bytes + from, uint64_t{count} << log2);
}

[[clang::minsize]] static void check_array(wexn_store *store, wexn_ref array, uint32_t to,
                                           uint32_t count) {
  if (!in_bounds(to, count, array_length(*heap_of(store), array)))
    raise_trap(store, WEXN_TRAP_ArrayOutOfBounds);
}

} // namespace wexn::rt

WEXN_CALLED [[clang::minsize]] void wexn_rt_objects_prepare(wexn_instance *instance) {
  wexn_store *store = instance->store;
  const wexn_module_image *image = instance->image;
  auto *rtts = array_at<uint32_t>(instance, image->rtts);
  bool ready = ensure_objects(store) != nullptr;
  for (uint32_t i = 0; ready && i < image->num_object_types; ++i) {
    rtts[i] = runtime_type(store, image->object_types[i]);
    ready = rtts[i] != 0;
  }
  if (!ready) {
    (void)fail(store, "no memory or address space for the managed heap");
    wexn_rt_leave(store, WEXN_ERROR);
  }
}

WEXN_CALLED uint32_t wexn_rt_struct_new(wexn_instance *instance, uint32_t rtt) {
  wexn_store *store = instance->store;
  return make_or_trap(store, save_registers(), [=] { return new_struct(store, rtt); });
}

WEXN_CALLED uint32_t wexn_rt_array_new(wexn_instance *instance, uint32_t rtt, uint32_t length) {
  return new_whole_array(instance->store, save_registers(), rtt, length);
}

WEXN_CALLED [[clang::minsize]] uint32_t wexn_rt_array_new_data(wexn_instance *instance,
                                                               uint32_t rtt, uint32_t segment,
                                                               uint32_t from, uint32_t length) {
  wexn_store *store = instance->store;
  const uint32_t log2 = at<wexn_rtt>(*heap_of(store), rtt)->elem_log2;
  if (!in_bounds(from, uint64_t{length} << log2, datas(instance)[segment].size))
    raise_trap(store, WEXN_TRAP_MemoryOutOfBounds);
  const wexn_ref array = new_array_or_trap(store, save_registers(), rtt, length);
  fill_from_data(instance, array, 0, segment, from, length);
  return array;
}

WEXN_CALLED [[clang::minsize]] uint32_t wexn_rt_array_new_elem(wexn_instance *instance,
                                                               uint32_t rtt, uint32_t segment,
                                                               uint32_t from, uint32_t length) {
  wexn_store *store = instance->store;
  if (!in_bounds(from, length, elems(instance)[segment].size))
    raise_trap(store, WEXN_TRAP_TableOutOfBounds);
  const wexn_ref array = new_whole_array(store, save_registers(), rtt, length);
  fill_from_segment(instance, array, 0, segment, from, length);
  return array;
}

WEXN_CALLED [[clang::minsize]] void wexn_rt_array_init_data(wexn_instance *instance, uint32_t array,
                                                            uint32_t segment, uint32_t to,
                                                            uint32_t from, uint32_t count) {
  wexn_store *store = instance->store;
  check_array(store, array, to, count);
  const uint32_t log2 = rtt_of(*heap_of(store), array)->elem_log2;
  if (!in_bounds(from, uint64_t{count} << log2, datas(instance)[segment].size))
    raise_trap(store, WEXN_TRAP_MemoryOutOfBounds);
  fill_from_data(instance, array, to, segment, from, count);
}

WEXN_CALLED [[clang::minsize]] void wexn_rt_array_init_elem(wexn_instance *instance, uint32_t array,
                                                            uint32_t segment, uint32_t to,
                                                            uint32_t from, uint32_t count) {
  wexn_store *store = instance->store;
  check_array(store, array, to, count);
  if (!in_bounds(from, count, elems(instance)[segment].size))
    raise_trap(store, WEXN_TRAP_TableOutOfBounds);
  fill_from_segment(instance, array, to, segment, from, count);
}

WEXN_CALLED [[clang::minsize]] uint32_t wexn_rt_internalize(wexn_instance *instance,
                                                            void *pointer) {
  wexn_store *store = instance->store;
  wexn_ref ref = 0;
  if (!make_from(*heap_of(store), save_registers(),
                 [&] { return internalize(store, pointer, ref); }))
    raise_trap(store, why_none(store));
  return ref;
}
