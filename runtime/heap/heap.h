// The managed heap of a store: what references (wexn_ref) point to, exceptions, structures and
// arrays. A reference is an offset from the heap's base, so the heap is one reserved region;
// objects never move. Mark and sweep, with the objects of a size side by side in blocks of 4 KiB
// whose bookkeeping lies elsewhere: nothing inside the region is trusted to be a pointer. Linked
// only into programs that have a use for exception objects (wexn_rt_heap) or for others, for which
// there is more in objects.h.
#ifndef WEXN_RUNTIME_HEAP_H
#define WEXN_RUNTIME_HEAP_H

#include "runtime/throw/unwind.h"

#include <wexn/abi/object.h>

namespace wexn::rt {

struct Handle; // api/exception.h

constexpr uint32_t kBlockLog2 = 12;
constexpr uint32_t kBlockBytes = 1u << kBlockLog2;
constexpr uint32_t kObjectAlign = WEXN_OBJECT_ALIGN;
// Where objects begin that have blocks of their own, behind a multiple of kObjectAlign: elements of
// an array then lie at multiples of it, and loads of several cross no cache lines.
#ifdef WEXN_BARE
constexpr uint32_t kLargeShift = 0;
#else
constexpr uint32_t kLargeShift = WEXN_ARRAY_ELEMENTS;
#endif

// An exception as it lies in the heap; its tag by number in Heap::tags. Values as in the payload
// area.
struct ExceptionObject {
  uint32_t type; // 0, which no other object has
  uint32_t tag;
  uint8_t values[];
};
static_assert(sizeof(ExceptionObject) == 8);

// Types: holds runtime types, no objects, and stays.
enum class BlockKind : uint8_t { Free, Small, Large, LargeRest, Types };

// What is looked at for each reference while marking lies side by side.
struct
#ifndef WEXN_BARE
    alignas(64)
#endif
        Block {
  static constexpr uint32_t kWords = kBlockBytes / kObjectAlign / 64;
  struct {
    // Small: bit i: an object begins i * kObjectAlign bytes into the block.
    uint64_t used;
    uint64_t marked; // the same for those reached in this collection
  } bits[kWords];
  uint64_t waiting[kWords]; // and for those whose parts are still to be marked, of the overflow
  // Small: next with room of the same class; while marking: next of the overflow.
  uint32_t next;
  uint32_t unit; // Large: where the object begins, less kLargeShift
  uint32_t span; // Large: blocks of the object; LargeRest: number of its first block
  uint8_t size_class;
  BlockKind kind;
  bool pinned;   // Small, Large: nothing in it may go, nothing new comes into it
  bool overflow; // in the list of the overflow
};

// Where the next run of free places of a size class is looked for.
struct ClassCursor {
  uint32_t block, unit; // places of `block` from `unit` on
  uint32_t partial;     // list of other blocks with room
};

struct HeapTag {
  wexn_tag *tag;
  uint32_t bytes;      // of its exceptions' values
  uint32_t size_class; // of its exceptions; kNumClasses: none, they are large
  uint32_t size;       // of that class
};

struct Heap {
  static constexpr uint32_t kNumClasses = WEXN_SIZE_CLASSES;
  static constexpr uint32_t kMarkStack = 256;

  uint8_t *base;
  Block *blocks;             // one per block of the region, committed as needed
  uint64_t reserved;         // bytes of the region
  uint64_t committed;        // from first_block on
  uint64_t blocks_reserved;  // bytes
  uint64_t blocks_committed; // bytes from the page of first_block's entry on
  uint32_t first_block;      // below it there is nothing; never 0, so that 0 is null
  uint32_t end_block;        // after those ever used
  uint32_t most_blocks;      // limit of those
  // Where searches for a free block and for a run of them go on: a collection sends them back to
  // the start, so that all searches between two take the time of one.
  uint32_t block_search, run_search;
  ClassCursor classes[kNumClasses];
  wexn_run runs[kNumClasses]; // free places that are counted as used already

#ifndef WEXN_BARE
  uint32_t large_objects; // that were made, times a number
#endif

  uint64_t allocated;     // bytes since the last collection
  uint64_t threshold;     // collect when allocated reaches it
  uint64_t min_threshold; // and never before
  uint64_t live;          // bytes that the last collection left
  uint64_t collections;
  uint64_t pinned_at;    // store->stack_switches when blocks were pinned; 0: none are
  uint32_t until_stress; // store->config.stress_heap: allocations until the next collection
#ifdef WEXN_BARE
  static constexpr bool clears = false;
#else
  bool clears; // places are zeroed: compiled code may end before it has filled them
#endif

  HeapTag *tags; // by number
  uint32_t num_tags, tags_capacity;
  uint32_t last_tag; // number of the tag used last

#ifndef WEXN_BARE
  // The exception that was thrown again last: what was found out about it holds until a collection.
  struct {
    wexn_ref ref;
    uint32_t bytes; // of its values
    uint64_t collections;
    wexn_tag *tag;
  } thrown;
#endif

  Handle *handles;
  uint64_t num_handles; // ever made

  // Values of the host that an object is being made of: roots for that long.
  struct {
    const wexn_valtype *types;
    const wexn_slot *values;
    uint32_t count;
  } held;

  // The stack from here on is what compiled code has, with its registers, while it makes an object;
  // 0: somebody else does.
  uintptr_t frames;

#ifndef WEXN_BARE
  const wexn_store *store; // whose interrupts end collections that compiled code needs
#endif

  // Objects that are no exceptions; null while there are none (objects.h).
  const struct ObjectTracing *objects;
  struct TypeTable *types;

  // Objects that are marked and whose parts are not: a stack, and where it is too small a list of
  // blocks (Block::next) that hold such objects, so that each object is looked at once.
  uint32_t num_marks;
  wexn_ref marks[kMarkStack];
  uint32_t overflow; // first block of the list; 0: none
};

constexpr uint32_t class_size(uint32_t c) { return wexn_class_size(c); }
constexpr uint32_t objects_in_block(uint32_t c) { return kBlockBytes / class_size(c); }
inline bool is_used(const Block &block, uint32_t unit) {
  return block.bits[unit / 64].used >> unit % 64 & 1;
}

inline Heap *heap_of(const wexn_store *store) { return static_cast<Heap *>(store->heap); }

// The store's heap, made when there is none. Null: no memory.
[[nodiscard]] Heap *ensure_heap(wexn_store *store);
inline bool is_block(const Heap &heap, uint64_t number) {
  return number - heap.first_block < heap.end_block - heap.first_block;
}
// The block that the object is in, and where it begins there in units of kObjectAlign; null if no
// object begins there.
inline Block *block_of(const Heap &heap, wexn_ref ref, uint32_t &unit) {
  unit = ref / kObjectAlign % (64 * Block::kWords);
  if (!is_block(heap, ref >> kBlockLog2))
    return nullptr;
  Block *block = heap.blocks + (ref >> kBlockLog2);
  if (block->kind == BlockKind::Large)
    return block->unit == unit && ref % kObjectAlign == kLargeShift ? block : nullptr;
  return is_used(*block, unit) && ref % kObjectAlign == 0 ? block : nullptr;
}
// The object that begins there.
inline wexn_ref object_at(const Heap &heap, uint32_t block, uint32_t unit) {
  return (block << kBlockLog2) + unit * kObjectAlign +
         (heap.blocks[block].kind == BlockKind::Large ? kLargeShift : 0);
}
// Whether the reference names an object, of any kind. For references of the host, which may be
// anything.
[[nodiscard]] inline bool is_object(const Heap &heap, wexn_ref ref) {
  uint32_t unit;
  const Block *block = block_of(heap, ref, unit);
  if (block == nullptr)
    return false;
  const wexn_run &run = heap.runs[block->size_class];
  return block->kind == BlockKind::Large || ref - run.at >= run.end - run.at;
}
// The exception, or null if the reference names none.
[[nodiscard]] inline ExceptionObject *find_object(const Heap &heap, wexn_ref ref) {
  auto *object = reinterpret_cast<ExceptionObject *>(heap.base + ref);
  return is_object(heap, ref) && object->type == 0 ? object : nullptr;
}
// Room for an exception with undefined values, tag not null. 0: out of memory. May collect:
// `payload_tag` tells the type of what head.payload holds, or is null.
[[nodiscard]] wexn_ref new_object(wexn_store *store, wexn_tag *tag, const wexn_tag *payload_tag);
// Room for an object of any kind, nothing written. 0: out of memory. May collect. `size_class` is
// class_for(bytes).
[[nodiscard]] wexn_ref new_place(wexn_store *store, uint32_t size_class, uint64_t bytes,
                                 const wexn_tag *payload_tag);
// What `make` gives, which may collect, in the name of compiled code whose frames and saved
// registers begin at `frames`: what the runtime's own frames hold, much of it of calls before,
// keeps nothing.
template <typename Make> auto make_from(Heap &heap, uintptr_t frames, Make make) {
  heap.frames = frames;
  const auto made = make();
  heap.frames = 0;
  return made;
}
// REQUIRES: the class's run has a place.
[[gnu::always_inline]] inline wexn_ref take_place(Heap &heap, uint32_t c, uint32_t size) {
  const wexn_ref place = heap.runs[c].at;
  heap.runs[c].at = place + size;
  return place;
}
// The size class of objects of so many bytes; kNumClasses: none, they are large.
[[nodiscard]] uint32_t class_for(uint64_t bytes);
// Zeroed room for runtime types. 0: out of memory.
[[nodiscard]] wexn_ref new_types_blocks(Heap &heap, uint32_t count);
inline wexn_tag *tag_of(const Heap &heap, const ExceptionObject &object) {
  return object.tag < heap.num_tags ? heap.tags[object.tag].tag : nullptr;
}

// collect.cpp. `payload_tag` tells the type of what head.payload holds, or is null. false: compiled
// code wants the room, and an interrupt waits. Nothing has gone then, and whatever calls this for
// such code ends it (why_none).
bool collect(wexn_store *store, const wexn_tag *payload_tag);
void drain(Heap &heap); // marks all that can be reached from what is marked
// After the parts of so many objects, or so many elements, marking looks for an interrupt.
constexpr int32_t kMarksAtOnce = 1 << 14;
#ifdef WEXN_BARE
inline bool is_stopped(Heap &) { return false; }
#else
bool is_stopped(Heap &heap);
#endif
// For root scanning (heap_roots.cpp): what `offset` points to is alive.
void mark_interior(Heap &heap, uint64_t offset); // anywhere in an object, or not in one
void mark_roots(wexn_store *store, Heap &heap, const wexn_tag *payload_tag);
void mark_stack(const wexn_store *store, Heap &heap);
void mark_payload(Heap &heap, const wexn_tag &tag, const uint8_t *values);
void mark_exception(Heap &heap, const ExceptionObject &object); // what it holds

// An object, marked from now on, whose parts are still to be marked.
[[gnu::noinline]] void push_on_overflow(Heap &heap, Block &block, uint32_t unit);
// The object that begins there, if one does, is alive.
void mark_exactly(Heap &heap, wexn_ref ref);
// The same for an external reference, which may be an object's address.
inline void mark_extern(Heap &heap, const void *pointer) {
  const uint64_t offset = static_cast<uint64_t>(static_cast<const uint8_t *>(pointer) - heap.base);
  if (offset < heap.reserved)
    mark_exactly(heap, static_cast<wexn_ref>(offset));
}

// What the collector has to know of objects that are no exceptions.
struct ObjectTracing {
  void (*drain)(Heap &heap); // marks what can be reached from Heap::marks, and empties it
  // Whether the object's last byte is the one before `end`.
  bool (*ends_at)(const Heap &heap, wexn_ref ref, wexn_ref end);
};

} // namespace wexn::rt

// Modules that take exception references refer to this symbol.
WEXN_CALLED const wexn::rt::HeapOps wexn_rt_heap;

#endif
