// Blocks and allocation of the managed heap (heap.h); collect.cpp makes room.
#include "runtime/heap/heap.h"

#include <wexn/port.h>

namespace wexn::rt {

namespace {

#ifdef WEXN_BARE // no virtual memory: all of it is taken
constexpr uint64_t kDefaultLimit = uint64_t{256} << 10;
#else
constexpr uint64_t kDefaultLimit = uint64_t{1} << 31;
// Address space for every reference there is. Objects lie in its upper half, where few numbers that
// programs calculate with look like references to them.
constexpr uint64_t kRegion = uint64_t{1} << 32;
#endif
constexpr uint64_t kSmallestReserve = uint64_t{1} << 16;
constexpr uint64_t kLargestStruct = uint64_t{256} << 10; // or more
constexpr uint64_t kMinThreshold = uint64_t{64} << 10;

static_assert(class_size(Heap::kNumClasses - 1) == WEXN_MAX_SMALL);
static_assert(wexn_size_class(1) == 0 && wexn_size_class(256) == 15 && wexn_size_class(257) == 16 &&
              wexn_size_class(320) == 16 && wexn_size_class(321) == 17 &&
              wexn_size_class(512) == 19 && wexn_size_class(513) == 20 &&
              wexn_size_class(2048) == 27);

uint64_t round_up(uint64_t bytes, uint64_t unit) { return (bytes + unit - 1) / unit * unit; }

// Makes the first `bytes` of `room` at `base` usable, in steps that grow with what is there.
[[clang::minsize]] bool commit_up_to(uint8_t *base, uint64_t bytes, uint64_t room,
                                     uint64_t &committed) {
  if (bytes <= committed)
    return true;
  uint64_t step = committed / 2;
  if (step > uint64_t{1} << 20)
    step = uint64_t{1} << 20;
  uint64_t target = committed + step > bytes ? committed + step : bytes;
  target = round_up(target, wexn_port_page_size());
  if (target > room)
    target = room;
  if (target < bytes || !wexn_port_commit(base + committed, target - committed))
    return false;
  committed = target;
  return true;
}

// Makes the blocks below `end` usable.
[[clang::minsize]] bool commit_blocks(Heap &heap, uint32_t end) {
  const uint64_t start = uint64_t{heap.first_block} << kBlockLog2;
  const uint64_t entries = heap.first_block * sizeof(Block) & ~(wexn_port_page_size() - 1);
  return commit_up_to(heap.base + start, (uint64_t{end} << kBlockLog2) - start,
                      heap.reserved - start, heap.committed) &&
         commit_up_to(reinterpret_cast<uint8_t *>(heap.blocks) + entries,
                      end * sizeof(Block) - entries, heap.blocks_reserved - entries,
                      heap.blocks_committed);
}

// First of `count` adjacent blocks behind those used so far; 0: no room.
[[clang::minsize]] uint32_t extend(Heap &heap, uint32_t count) {
  const uint32_t first = heap.end_block;
  if (count > heap.first_block + heap.most_blocks - first || !commit_blocks(heap, first + count))
    return 0;
  heap.end_block += count;
  return first;
}

uint32_t take_free_block(Heap &heap) {
  for (uint32_t &b = heap.block_search; b < heap.end_block; ++b)
    if (heap.blocks[b].kind == BlockKind::Free)
      return b++;
  return extend(heap, 1);
}

// First of a run of free blocks among those used before; 0: none.
uint32_t find_run(Heap &heap, uint32_t count) {
  uint32_t run = 0;
  for (uint32_t &b = heap.run_search; b < heap.end_block; ++b) {
    run = heap.blocks[b].kind == BlockKind::Free ? run + 1 : 0;
    if (run == count)
      return ++b - count;
  }
  return 0;
}

// Where in the first of its blocks a large object begins, in units: where it need take no more
// room for it, not always at the start. Elements of one array would otherwise lie at the same
// places in pages as those of another, which processors take for the same address when one is
// stored and the other loaded, and which fall into the same sets of a cache.
// The elements of an array begin with a cache line.
#ifdef WEXN_BARE
constexpr uint64_t kBefore = 0;
uint32_t first_unit(Heap &, uint64_t) { return 0; }
#else
constexpr uint64_t kLine = 64, kBefore = kLine - WEXN_ARRAY_ELEMENTS;
uint32_t first_unit(Heap &heap, uint64_t slack) {
  heap.large_objects += 5;
  const uint64_t lines = slack / kLine * (heap.large_objects % 16) / 16;
  return static_cast<uint32_t>((kBefore + lines * kLine) / kObjectAlign);
}
#endif

[[clang::minsize, gnu::noinline]] wexn_ref allocate_large(Heap &heap, uint64_t bytes) {
  const uint64_t room = round_up(bytes + kBefore, kBlockBytes);
  const auto count = static_cast<uint32_t>(room >> kBlockLog2);
  uint32_t first = find_run(heap, count);
  if (first == 0)
    first = extend(heap, count);
  if (first == 0)
    return 0;
  for (uint32_t b = first; b < first + count; ++b) {
    heap.blocks[b] = {};
    heap.blocks[b].kind = b == first ? BlockKind::Large : BlockKind::LargeRest;
    heap.blocks[b].span = b == first ? count : first;
  }
  heap.blocks[first].unit = first_unit(heap, room - kBefore - bytes);
  const wexn_ref ref = object_at(heap, first, heap.blocks[first].unit);
  if (heap.clears) // a large array is object_calls.cpp's
    __builtin_memset(heap.base + ref, 0, bytes < kLargestStruct ? bytes : kLargestStruct);
  heap.allocated += room;
  return ref;
}

// The next free places of the cursor's block, or one of them. False: there are none.
bool next_run_in_block(Heap &heap, uint32_t c, bool one) {
  ClassCursor &cursor = heap.classes[c];
  const uint32_t units = class_size(c) / kObjectAlign, end = objects_in_block(c) * units;
  Block &block = heap.blocks[cursor.block];
  uint32_t unit = cursor.unit;
  while (unit < end && is_used(block, unit))
    unit += units;
  const uint32_t first = unit;
  uint64_t places = 1; // bits of a word at which places begin if one does at its start
  for (uint32_t n = units; n < 64 && !one; n *= 2)
    places |= places << n;
  while (unit < end) {
    uint64_t &word = block.bits[unit / 64].used;
    const uint64_t used = word >> unit % 64;
    const uint32_t here = end - unit < 64 - unit % 64 ? end - unit : 64 - unit % 64;
    const uint32_t free = used != 0 ? static_cast<uint32_t>(__builtin_ctzll(used)) : here;
    if (free == 0)
      break;
    const uint64_t taken = places & ~uint64_t{0} >> (64 - free);
    word |= taken << unit % 64;
    unit += 63 - static_cast<uint32_t>(__builtin_clzll(taken)) + units;
    if (one || used != 0)
      break;
  }
  cursor.unit = unit;
  if (first == unit)
    return false;
  const wexn_ref start = cursor.block << kBlockLog2;
  heap.runs[c] = {start + first * kObjectAlign, start + unit * kObjectAlign};
  if (heap.clears)
    __builtin_memset(heap.base + heap.runs[c].at, 0, (unit - first) * kObjectAlign);
  heap.allocated += (unit - first) * kObjectAlign;
  return true;
}

// REQUIRES: the class's run is at its end. False: out of memory.
bool next_run(Heap &heap, uint32_t c, bool one) {
  ClassCursor &cursor = heap.classes[c];
  while (cursor.block == 0 || !next_run_in_block(heap, c, one)) {
    uint32_t next = cursor.partial;
    if (next != 0) {
      cursor.partial = heap.blocks[next].next;
    } else {
      next = take_free_block(heap);
      if (next == 0) {
        cursor = {};
        return false;
      }
      heap.blocks[next] = {};
      heap.blocks[next].kind = BlockKind::Small;
      heap.blocks[next].size_class = static_cast<uint8_t>(c);
    }
    cursor.block = next;
    cursor.unit = 0;
  }
  return true;
}

wexn_ref allocate(Heap &heap, uint32_t c, uint64_t bytes, bool one) {
  if (c == Heap::kNumClasses)
    return bytes < heap.reserved ? allocate_large(heap, bytes) : 0;
  if (heap.runs[c].at == heap.runs[c].end && !next_run(heap, c, one))
    return 0;
  return take_place(heap, c, class_size(c));
}

[[clang::minsize]] void release(wexn_store *store) {
  Heap *heap = heap_of(store);
  wexn_port_release(heap->base, heap->reserved);
  wexn_port_release(heap->blocks, heap->blocks_reserved);
  store->heap = nullptr;
}

#ifndef WEXN_BARE
// Bytes below the middle of the region where a heap begins, for each heap others, so that a
// reference of one store names nothing in another: the bits of a count in reverse, in steps of 1
// MiB, which puts the first few far apart.
uint64_t offset_of_next() {
  static uint32_t count = 0;
  constexpr uint32_t kBits = 9;
  return uint64_t{__builtin_bitreverse32(__atomic_fetch_add(&count, 1, __ATOMIC_RELAXED)) >>
                  (32 - kBits)}
         << 20;
}
#endif

// Address space for a heap of `limit` bytes, or as much as there is.
[[clang::minsize]] bool reserve(Heap &heap, uint64_t limit) {
  const uint64_t page = wexn_port_page_size();
  const uint64_t unit = page > kBlockBytes ? page : kBlockBytes;
#ifdef WEXN_BARE
  const uint64_t all = round_up(limit + kBlockBytes, unit); // block 0 is never used
#else
  const uint64_t all = kRegion;
#endif
  for (uint64_t bytes = all; bytes >= kSmallestReserve || bytes == all; bytes /= 2) {
    heap.reserved = round_up(bytes, unit);
    heap.blocks_reserved = round_up((heap.reserved >> kBlockLog2) * sizeof(Block), page);
    heap.base = static_cast<uint8_t *>(wexn_port_reserve(heap.reserved));
    if (heap.base == nullptr)
      continue;
    heap.blocks = static_cast<Block *>(wexn_port_reserve(heap.blocks_reserved));
    if (heap.blocks != nullptr) {
      const uint64_t room = heap.reserved - unit;
      heap.most_blocks = static_cast<uint32_t>((limit < room ? limit : room) >> kBlockLog2);
#ifdef WEXN_BARE
      heap.first_block = 1;
#else
      uint64_t first = (heap.reserved - (uint64_t{heap.most_blocks} << kBlockLog2)) / unit * unit;
      if (first >= heap.reserved / 2)
        first = heap.reserved / 2 - (heap.reserved == kRegion ? offset_of_next() : 0);
      heap.first_block = static_cast<uint32_t>(first >> kBlockLog2);
#endif
      return true;
    }
    wexn_port_release(heap.base, heap.reserved);
  }
  return false;
}

} // namespace

[[clang::minsize]] Heap *ensure_heap(wexn_store *store) {
  if (store->heap != nullptr)
    return heap_of(store);
  auto *heap = alloc<Heap>(store);
  if (heap == nullptr)
    return nullptr;
  const uint64_t limit =
      store->config.max_heap_bytes != 0 ? store->config.max_heap_bytes : kDefaultLimit;
  constexpr uint64_t kMost = (uint64_t{1} << 32) - (uint64_t{1} << 20); // references have 32 bits
  heap->threshold = heap->min_threshold = kMinThreshold;
  if (!reserve(*heap, limit < kMost ? limit : kMost)) {
    free(store, heap, sizeof(Heap));
    return nullptr;
  }
  heap->end_block = heap->block_search = heap->run_search = heap->first_block;
#ifndef WEXN_BARE
  heap->store = store;
#endif
  store->heap = heap;
  store->head.heap_base = heap->base;
  store->head.runs = heap->runs;
  store->release_heap = release;
  return heap;
}

uint32_t class_for(uint64_t bytes) {
  return bytes <= WEXN_MAX_SMALL ? wexn_size_class(static_cast<uint32_t>(bytes))
                                 : Heap::kNumClasses;
}

[[clang::minsize]] wexn_ref new_types_blocks(Heap &heap, uint32_t count) {
  const uint32_t first = extend(heap, count);
  if (first != 0)
    for (uint32_t b = first; b < first + count; ++b)
      heap.blocks[b].kind = BlockKind::Types;
  return first << kBlockLog2;
}

wexn_ref new_place(wexn_store *store, uint32_t c, uint64_t bytes, const wexn_tag *payload_tag) {
  Heap &heap = *heap_of(store);
#ifndef WEXN_BARE
  heap.clears = store->signals != nullptr;
#endif
  const bool one = store->config.stress_heap != 0; // so that each allocation comes here
  if (one) {
    if (heap.until_stress == 0) {
      if (!collect(store, payload_tag))
        return 0;
      heap.until_stress = store->config.stress_heap;
    }
    --heap.until_stress;
  } else if (heap.allocated >= heap.threshold && !collect(store, payload_tag)) {
    return 0;
  }
  wexn_ref ref = allocate(heap, c, bytes, one);
  if (ref == 0 && collect(store, payload_tag))
    ref = allocate(heap, c, bytes, one);
  return ref;
}

} // namespace wexn::rt
