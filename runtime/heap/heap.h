// The managed heap of a store: objects that references (wexn_ref) point to, today exceptions. A
// reference is an offset from the heap's base, so the heap is one reserved region; objects never
// move. Mark and sweep, with the objects of a size side by side in blocks of 4 KiB whose
// bookkeeping lies elsewhere: nothing inside the region is trusted to be a pointer. Linked only
// into programs that have a use for exception objects (wexn_rt_heap).
#ifndef WEXN_RUNTIME_HEAP_H
#define WEXN_RUNTIME_HEAP_H

#include "runtime/throw/unwind.h"

struct wexn_exn;

namespace wexn::rt {

constexpr uint32_t kBlockLog2 = 12;
constexpr uint32_t kBlockBytes = 1u << kBlockLog2;
constexpr uint32_t kObjectAlign = 16;

// An exception as it lies in the heap; its tag by number in Heap::tags. Values as in the payload
// area.
struct ExceptionObject {
  uint32_t tag, unused;
  uint8_t values[];
};
static_assert(sizeof(ExceptionObject) == 8);

enum class BlockKind : uint8_t { Free, Small, Large, LargeRest };

struct Block {
  static constexpr uint32_t kWords = kBlockBytes / kObjectAlign / 64;
  uint64_t used[kWords];    // bit i: an object begins i * kObjectAlign bytes into the block
  uint64_t marked[kWords];  // the same for those reached in this collection
  uint64_t waiting[kWords]; // and for those whose parts are still to be marked, of the overflow
  uint32_t next; // Small: next with room of the same class; while marking: next of the overflow
  uint32_t span; // Large: blocks of the object; LargeRest: number of its first block
  uint8_t size_class;
  BlockKind kind;
  bool pinned;   // Small, Large: nothing in it may go, nothing new comes into it
  bool overflow; // in the list of the overflow
};

// Where the next object of a size class comes from.
struct ClassCursor {
  uint64_t free_bits; // of word `word` of block `block`: where objects may be made
  uint32_t block, word;
  uint32_t partial; // list of other blocks with room
};

struct HeapTag {
  wexn_tag *tag;
  uint32_t bytes;      // of its exceptions' values
  uint32_t size_class; // of its exceptions; kNumClasses: none, they are large
  uint32_t size;       // of that class
};

struct Heap {
  static constexpr uint32_t kNumClasses = 28;
  static constexpr uint32_t kMarkStack = 256;

  uint8_t *base;
  Block *blocks;             // one per block of the region, committed as needed
  uint64_t reserved;         // bytes of the region
  uint64_t committed;        // from base on
  uint64_t blocks_reserved;  // bytes
  uint64_t blocks_committed; // bytes
  uint32_t num_blocks;       // those ever used; block 0 never is, so that 0 is null
  // Where searches for a free block and for a run of them go on: a collection sends them back to
  // the start, so that all searches between two take the time of one.
  uint32_t block_search, run_search;
  ClassCursor classes[kNumClasses];

  uint64_t allocated; // bytes since the last collection
  uint64_t threshold; // collect when allocated reaches it
  uint64_t live;      // bytes that the last collection left
  uint64_t collections;
  uint64_t pinned_at; // store->stack_switches when blocks were pinned; 0: none are

  HeapTag *tags; // by number
  uint32_t num_tags, tags_capacity;
  uint32_t last_tag; // number of the tag used last

  wexn_exn *handles;

  // Objects that are marked and whose parts are not: a stack, and where it is too small a list of
  // blocks (Block::next) that hold such objects, so that each object is looked at once.
  uint32_t num_marks;
  wexn_ref marks[kMarkStack];
  uint32_t overflow; // first block of the list; 0: none
};

inline Heap *heap_of(const wexn_store *store) { return static_cast<Heap *>(store->heap); }

// The store's heap, made when there is none. Null: no memory.
[[nodiscard]] Heap *ensure_heap(wexn_store *store);
// The object, or null if the reference names none.
[[nodiscard]] inline ExceptionObject *find_object(const Heap &heap, wexn_ref ref) {
  const uint32_t block = ref >> kBlockLog2, unit = ref / kObjectAlign % (64 * Block::kWords);
  if (block >= heap.num_blocks || ref % kObjectAlign != 0 ||
      (heap.blocks[block].used[unit / 64] >> unit % 64 & 1) == 0)
    return nullptr;
  return reinterpret_cast<ExceptionObject *>(heap.base + ref);
}
// A new object with undefined values, tag not null. 0: out of memory. May collect: `payload_tag`
// tells the type of what head.payload holds, or is null.
[[nodiscard]] wexn_ref new_object(wexn_store *store, wexn_tag *tag, const wexn_tag *payload_tag);
inline wexn_tag *tag_of(const Heap &heap, const ExceptionObject &object) {
  return object.tag < heap.num_tags ? heap.tags[object.tag].tag : nullptr;
}

void collect(wexn_store *store, const wexn_tag *payload_tag);
// For root scanning (heap_roots.cpp): what `offset` points to is alive.
void mark_exactly(Heap &heap, wexn_ref ref);     // start of an object, or not in the heap
void mark_interior(Heap &heap, uint64_t offset); // anywhere in an object, or not in one
void mark_roots(wexn_store *store, Heap &heap, const wexn_tag *payload_tag);
void mark_payload(Heap &heap, const wexn_tag &tag, const uint8_t *values);

} // namespace wexn::rt

// Modules that take exception references refer to this symbol.
WEXN_CALLED const wexn::rt::HeapOps wexn_rt_heap;

#endif
