// Runtime types, allocation and tracing of structures and arrays (objects.h).
#include "runtime/heap/objects.h"

#include "runtime/instance/type.h"

namespace wexn::rt {

namespace {

#ifdef WEXN_BARE
constexpr uint32_t kTypesBlocks = 1;
constexpr uint64_t kObjectsThreshold = uint64_t{64} << 10;
#else
constexpr uint32_t kTypesBlocks = 4;
constexpr uint64_t kObjectsThreshold = uint64_t{16} << 20;
#endif

[[clang::minsize]] uint8_t holds(const wexn_valtype &type) {
  if (!is_reference(type))
    return WEXN_HOLDS_NONE;
  switch (wexn_heap_top(&type)) {
  case WEXN_HEAP_FUNC:
    return WEXN_HOLDS_NONE;
  case WEXN_HEAP_EXTERN:
    return WEXN_HOLDS_EXTERN;
  default:
    return WEXN_HOLDS_MANAGED;
  }
}

// ---- Tracing ----

// Marks with what it needs of the heap at hand.
class Marker {
public:
  explicit Marker(Heap &heap)
      : heap_(heap), base_(heap.base), blocks_(heap.blocks), first_(heap.first_block),
        count_(heap.end_block - heap.first_block), num_(heap.num_marks) {}

  void drain() {
    // While an object is looked at, the next one is fetched.
    for (wexn_ref ref = 0; num_ != 0 || ref != 0;) {
      const wexn_ref next = num_ != 0 ? heap_.marks[--num_] : 0;
      __builtin_prefetch(base_ + next);
      if (ref != 0)
        trace(ref);
      ref = next;
      if (--left_ <= 0 && looks_up())
        break;
    }
    heap_.num_marks = 0;
  }

private:
  Heap &heap_;
  uint8_t *base_;
  Block *blocks_;
  uint32_t first_, count_, num_;
  int32_t left_ = kMarksAtOnce;

  // Whether the collection is to end.
  [[gnu::noinline, clang::minsize]] bool looks_up() {
    left_ = kMarksAtOnce;
    return is_stopped(heap_);
  }

  // As mark_exactly. A large object has no bit in `used`.
  [[gnu::always_inline]] void mark(wexn_ref ref) {
    const uint32_t number = ref >> kBlockLog2;
    if (number - first_ >= count_)
      return;
    const uint32_t unit = ref / kObjectAlign % (64 * Block::kWords);
    auto &bits = blocks_[number].bits[unit / 64];
    const uint64_t bit = uint64_t{1} << unit % 64;
    if (ref % kObjectAlign != 0 || (bits.used & ~bits.marked & bit) == 0) {
      if ((bits.used & bit) == 0)
        mark_large(ref);
      return;
    }
    bits.marked |= bit;
    if (num_ != Heap::kMarkStack) {
      heap_.marks[num_++] = ref;
    } else {
      push_on_overflow(heap_, blocks_[number], unit);
    }
  }
  [[gnu::noinline]] void mark_large(wexn_ref ref) {
    heap_.num_marks = num_;
    mark_exactly(heap_, ref);
    num_ = heap_.num_marks;
  }
  [[gnu::noinline]] void mark_host(const uint8_t *place) {
    heap_.num_marks = num_;
    mark_extern(heap_, *reinterpret_cast<uint8_t *const *>(place));
    num_ = heap_.num_marks;
  }
  [[gnu::always_inline]] void mark_held(const uint8_t *place, uint32_t holds) {
    if (holds == WEXN_HOLDS_MANAGED)
      mark(*reinterpret_cast<const wexn_ref *>(place));
    else
      mark_host(place);
  }

  void trace(wexn_ref ref) {
    const uint8_t *object = base_ + ref;
    const uint32_t type = *reinterpret_cast<const uint32_t *>(object);
    if (type == 0) {
      heap_.num_marks = num_;
      mark_exception(heap_, *reinterpret_cast<const ExceptionObject *>(object));
      num_ = heap_.num_marks;
      return;
    }
    const wexn_rtt &rtt = *reinterpret_cast<const wexn_rtt *>(base_ + type);
    if (rtt.kind == WEXN_TYPE_STRUCT) {
      const uint32_t *refs = rtt.display + rtt.refs;
      left_ -= static_cast<int32_t>(rtt.num_refs);
      for (uint32_t n = rtt.num_refs; n != 0; --n, ++refs)
        mark_held(object + (*refs >> 2), *refs & 3);
    } else if (rtt.kind == WEXN_TYPE_ARRAY && rtt.elem_holds != WEXN_HOLDS_NONE) {
      const uint8_t *element = object + WEXN_ARRAY_ELEMENTS;
      for (uint32_t n = array_length(heap_, ref); n != 0; --n, element += 1u << rtt.elem_log2) {
        mark_held(element, rtt.elem_holds);
        if (--left_ <= 0 && looks_up())
          return;
      }
    }
  }
};

void drain(Heap &heap) { Marker(heap).drain(); }

bool ends_at(const Heap &heap, wexn_ref ref, wexn_ref end) {
  if (*at<const uint32_t>(heap, ref) == 0)
    return false;
  const wexn_rtt &rtt = *rtt_of(heap, ref);
  return rtt.kind == WEXN_TYPE_ARRAY && ref + array_bytes(rtt, array_length(heap, ref)) == end;
}

constexpr ObjectTracing kTracing = {drain, ends_at};

// ---- Runtime types ----

// Zeroed room for `bytes`, a multiple of 16. 0: no memory.
[[clang::minsize]] uint32_t new_rtt_place(Heap &heap, uint64_t bytes) {
  TypeTable &types = *heap.types;
  if (types.end - types.next < bytes) {
    auto count = static_cast<uint32_t>((bytes + kBlockBytes - 1) >> kBlockLog2);
    if (count < kTypesBlocks)
      count = kTypesBlocks;
    const wexn_ref start = new_types_blocks(heap, count);
    if (start == 0)
      return 0;
    types.next = start;
    types.end = start + (count << kBlockLog2);
  }
  const uint32_t place = types.next;
  types.next += static_cast<uint32_t>(bytes);
  return place;
}

[[clang::minsize]] uint32_t *slot_of(const TypeTable &types, const Heap &heap,
                                     const wexn_type *type) {
  // Types of a recursion group have their hash in common.
  uint32_t start, position;
  __builtin_memcpy(&start, type->hash, sizeof start);
  __builtin_memcpy(&position, type->hash + WEXN_TYPE_POSITION, sizeof position);
  for (uint32_t i = start + position;; ++i) {
    uint32_t *slot = types.slots + (i & (types.capacity - 1));
    if (*slot == 0 || wexn_type_same(type_of(*at<wexn_rtt>(heap, *slot)), type))
      return slot;
  }
}

[[clang::minsize]] bool grow_table(wexn_store *store, TypeTable &types, const Heap &heap) {
  if (types.capacity != 0 && types.count < types.capacity / 4 * 3)
    return true;
  const TypeTable old = types;
  types.capacity = old.capacity == 0 ? 16 : 2 * old.capacity;
  types.slots = static_cast<uint32_t *>(alloc(store, uint64_t{types.capacity} * sizeof(uint32_t)));
  if (types.slots == nullptr) {
    types = old;
    return false;
  }
  for (uint32_t i = 0; i < old.capacity; ++i)
    if (old.slots[i] != 0)
      *slot_of(types, heap, type_of(*at<wexn_rtt>(heap, old.slots[i]))) = old.slots[i];
  if (old.capacity != 0)
    free(store, old.slots, uint64_t{old.capacity} * sizeof(uint32_t));
  return true;
}

[[clang::minsize, gnu::noinline]] uint32_t place_field(wexn_struct_layout &layout,
                                                       const wexn_valtype &type) {
  return wexn_place_field(&layout, storage_log2(type));
}

[[clang::minsize]] void fill_struct(wexn_rtt &rtt, const wexn_type &type, uint32_t *refs) {
  wexn_struct_layout layout = {WEXN_STRUCT_FIELDS, {}};
  for (uint32_t i = 0; i < type.num_params; ++i) {
    const uint32_t offset = place_field(layout, type.types[i]);
    if (const uint8_t held = holds(type.types[i]))
      *refs++ = offset << 2 | held;
  }
  rtt.size = layout.end;
  rtt.size_class = static_cast<uint8_t>(class_for(rtt.size));
}

[[clang::minsize]] uint32_t count_refs(const wexn_type &type) {
  uint32_t count = 0;
  if (type.kind == WEXN_TYPE_STRUCT)
    for (uint32_t i = 0; i < type.num_params; ++i)
      count += holds(type.types[i]) != WEXN_HOLDS_NONE;
  return count;
}

// REQUIRES: the supertype's is made already (`super`: its RTT, or 0).
[[clang::minsize]] uint32_t make_rtt(Heap &heap, const wexn_type *type, uint32_t super) {
  const uint32_t depth = super == 0 ? 0 : at<wexn_rtt>(heap, super)->depth + 1;
  const uint32_t entries = depth < WEXN_RTT_DISPLAY ? uint32_t{WEXN_RTT_DISPLAY} : depth + 1;
  const uint32_t num_refs = count_refs(*type);
  const uint64_t bytes =
      offsetof(wexn_rtt, display) + (uint64_t{entries} + num_refs) * sizeof(uint32_t);
  const uint32_t offset = new_rtt_place(heap, (bytes + 15) & ~uint64_t{15});
  if (offset == 0)
    return 0;
  wexn_rtt &rtt = *at<wexn_rtt>(heap, offset);
  rtt.kind = type->kind;
  rtt.depth = depth;
  rtt.refs = entries;
  rtt.num_refs = num_refs;
  rtt.type = reinterpret_cast<uintptr_t>(type);
  for (uint32_t i = 0; i < depth; ++i)
    rtt.display[i] = at<wexn_rtt>(heap, super)->display[i];
  rtt.display[depth] = offset;
  if (type->kind == WEXN_TYPE_STRUCT) {
    fill_struct(rtt, *type, rtt.display + entries);
  } else {
    rtt.elem_log2 = static_cast<uint8_t>(storage_log2(type->types[0]));
    rtt.elem_holds = holds(type->types[0]);
  }
  return offset;
}

[[clang::minsize]] uint32_t make_host_rtt(Heap &heap) {
  const uint32_t offset = new_rtt_place(heap, (sizeof(wexn_rtt) + 15) & ~uint64_t{15});
  if (offset != 0)
    at<wexn_rtt>(heap, offset)->kind = WEXN_OBJECT_HOST;
  return offset;
}

} // namespace

[[clang::minsize, gnu::noinline]] uint32_t storage_log2(const wexn_valtype &type) {
  return wexn_storage_log2(&type, is_reference(type) ? wexn_heap_top(&type) : 0);
}

[[clang::minsize]] uint32_t field_offset(const wexn_type &type, uint32_t field) {
  wexn_struct_layout layout = {WEXN_STRUCT_FIELDS, {}};
  for (uint32_t i = 0; i < field; ++i)
    (void)place_field(layout, type.types[i]);
  return place_field(layout, type.types[field]);
}

[[clang::minsize]] Heap *ensure_objects(wexn_store *store) {
  Heap *heap = ensure_heap(store);
  if (heap == nullptr || heap->objects != nullptr)
    return heap;
  heap->types = alloc<TypeTable>(store);
  if (heap->types == nullptr || (heap->types->host = make_host_rtt(*heap)) == 0)
    return nullptr;
  heap->objects = &kTracing;
  heap->threshold = heap->min_threshold = kObjectsThreshold;
  return heap;
}

[[clang::minsize]] uint32_t runtime_type(wexn_store *store, const wexn_type *type) {
  Heap &heap = *heap_of(store);
  TypeTable &types = *heap.types;
  // From the first supertype without one down to the type.
  uint32_t rtt = 0;
  for (uint32_t above = type->depth;; --above) {
    const wexn_type *next = type;
    for (uint32_t i = 0; i < above; ++i)
      next = next->super;
    if (!grow_table(store, types, heap))
      return 0;
    uint32_t *slot = slot_of(types, heap, next);
    if (*slot == 0) {
      *slot = make_rtt(heap, next, rtt);
      if (*slot == 0)
        return 0;
      types.count += 1;
    }
    rtt = *slot;
    if (above == 0)
      return rtt;
  }
}

wexn_ref new_struct(wexn_store *store, uint32_t rtt) {
  const Heap &heap = *heap_of(store);
  const wexn_rtt &type = *at<wexn_rtt>(heap, rtt);
  const wexn_ref ref = new_place(store, type.size_class, type.size, nullptr);
  if (ref != 0)
    *at<uint32_t>(heap, ref) = rtt;
  return ref;
}

wexn_ref new_array(wexn_store *store, uint32_t rtt, uint32_t length) {
  const Heap &heap = *heap_of(store);
  const uint64_t bytes = array_bytes(*at<wexn_rtt>(heap, rtt), length);
  const uint32_t c = class_for(bytes);
  wexn_ref ref;
  // Compiled code only takes the smaller places by itself.
  if (c != Heap::kNumClasses && heap.runs[c].at != heap.runs[c].end)
    ref = take_place(*heap_of(store), c, class_size(c));
  else
    ref = new_place(store, c, bytes, nullptr);
  if (ref != 0) {
    *at<uint32_t>(heap, ref) = rtt;
    *at<uint32_t>(heap, ref + WEXN_ARRAY_LENGTH) = length;
  }
  return ref;
}

[[clang::minsize]] bool internalize(wexn_store *store, void *pointer, wexn_ref &out) {
  const Heap &heap = *heap_of(store);
  const auto word = reinterpret_cast<uintptr_t>(pointer);
  const uint64_t offset = word - reinterpret_cast<uintptr_t>(heap.base);
  out = static_cast<wexn_ref>(word);
  if (pointer == nullptr || word >> 32 == WEXN_EXTERN_I31 >> 32)
    return true;
  if (offset < heap.reserved && is_object(heap, static_cast<wexn_ref>(offset))) {
    out = static_cast<wexn_ref>(offset);
    return true;
  }
  out = new_place(store, class_for(WEXN_OBJECT_ALIGN), WEXN_OBJECT_ALIGN, nullptr);
  if (out == 0)
    return false;
  *at<uint32_t>(heap, out) = heap.types->host;
  *at<void *>(heap, out + WEXN_HOST_POINTER) = pointer;
  return true;
}

} // namespace wexn::rt
