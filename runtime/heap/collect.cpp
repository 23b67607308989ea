// Marking and sweeping of the managed heap (heap.h).
#include "runtime/heap/heap.h"

#include "runtime/instance/type.h"
#include "runtime/throw/payload.h"

namespace wexn::rt {

namespace {

// For division by class sizes: units / (size in units) is (units * reciprocal) >> 16, exact because
// a block has at most 256 units of kObjectAlign bytes.
struct Reciprocals {
  uint32_t of[Heap::kNumClasses] = {};
  constexpr Reciprocals() {
    for (uint32_t c = 0; c < Heap::kNumClasses; ++c) {
      const uint32_t units = class_size(c) / kObjectAlign;
      of[c] = ((1u << 16) + units - 1) / units;
    }
  }
};
constexpr Reciprocals kReciprocals;
constexpr bool reciprocals_are_exact() {
  for (uint32_t c = 0; c < Heap::kNumClasses; ++c)
    for (uint32_t unit = 0; unit < kBlockBytes / kObjectAlign; ++unit)
      if (unit * kReciprocals.of[c] >> 16 != unit * kObjectAlign / class_size(c))
        return false;
  return true;
}
static_assert(reciprocals_are_exact());

[[clang::minsize]] void mark(Heap &heap, Block &block, uint32_t unit, wexn_ref start) {
  uint64_t &word = block.bits[unit / 64].marked;
  const uint64_t bit = uint64_t{1} << unit % 64;
  if (word & bit)
    return;
  word |= bit;
  if (heap.num_marks != Heap::kMarkStack)
    heap.marks[heap.num_marks++] = start;
  else
    push_on_overflow(heap, block, unit);
}

void clear_used(Block &block, uint32_t unit) {
  block.bits[unit / 64].used &= ~(uint64_t{1} << unit % 64);
}

// What is left of the runs is not used.
[[clang::minsize]] void give_back_runs(Heap &heap) {
  for (uint32_t c = 0; c < Heap::kNumClasses; ++c) {
    wexn_run &run = heap.runs[c];
    for (; run.at != run.end; run.at += class_size(c)) {
      clear_used(heap.blocks[run.at >> kBlockLog2], run.at / kObjectAlign % (64 * Block::kWords));
      heap.allocated -= class_size(c);
    }
    run = {};
  }
}

bool is_marked(const Block &block, uint32_t unit) {
  return block.bits[unit / 64].marked >> unit % 64 & 1;
}

// What an offset into the region belongs to.
struct Place {
  Block *block;
  uint32_t unit; // where the object begins in the block
  wexn_ref start;
};
[[clang::minsize]] bool find_place(const Heap &heap, uint64_t offset, Place &out) {
  if (!is_block(heap, offset >> kBlockLog2))
    return false;
  auto number = static_cast<uint32_t>(offset >> kBlockLog2);
  out.block = heap.blocks + number;
  switch (out.block->kind) {
  case BlockKind::Free:
  case BlockKind::Types:
    return false;
  case BlockKind::Small: {
    const uint32_t c = out.block->size_class;
    const uint32_t units = static_cast<uint32_t>(offset & (kBlockBytes - 1)) / kObjectAlign;
    out.unit = (units * kReciprocals.of[c] >> 16) * (class_size(c) / kObjectAlign);
    out.start = (number << kBlockLog2) + out.unit * kObjectAlign;
    return out.unit < 64 * Block::kWords && is_used(*out.block, out.unit);
  }
  case BlockKind::LargeRest:
    number = out.block->span;
    out.block = heap.blocks + number;
    [[fallthrough]];
  case BlockKind::Large:
    out.unit = out.block->unit;
    out.start = object_at(heap, number, out.unit);
    return true;
  }
  return false;
}

// An object of the overflow, no longer in it; 0: there is none.
[[clang::minsize]] wexn_ref take_waiting(Heap &heap) {
  while (const uint32_t b = heap.overflow) {
    Block &block = heap.blocks[b];
    for (uint32_t w = 0; w < Block::kWords; ++w)
      if (uint64_t &bits = block.waiting[w]) {
        const auto bit = static_cast<uint32_t>(__builtin_ctzll(bits));
        bits &= bits - 1;
        return object_at(heap, b, w * 64 + bit);
      }
    block.overflow = false;
    heap.overflow = block.next;
  }
  return 0;
}

bool has_objects(const Block &block) {
  return block.kind == BlockKind::Small || block.kind == BlockKind::Large;
}

template <typename Action> void for_each_object(const Heap &heap, uint32_t block, Action action) {
  if (heap.blocks[block].kind == BlockKind::Large)
    return action(object_at(heap, block, heap.blocks[block].unit));
  for (uint32_t w = 0; w < Block::kWords; ++w)
    for (uint64_t bits = heap.blocks[block].bits[w].used; bits != 0; bits &= bits - 1)
      action(object_at(heap, block, w * 64 + static_cast<uint32_t>(__builtin_ctzll(bits))));
}

// Compiled code that waits on another stack: nobody knows how much of that stack is in use, so what
// it holds cannot be looked for. But it can only hold what was there when it began to wait.
[[clang::minsize]] bool code_waits_elsewhere(const wexn_store *store) {
  for (const EntryRecord *entry = store->entry; entry != nullptr; entry = entry->prev)
    if (entry->old_stack_hi != 0)
      return true;
  return false;
}

[[clang::minsize]] void pin_all(Heap &heap) {
  for (ClassCursor &cursor : heap.classes)
    cursor = {};
  for (uint32_t b = heap.first_block; b < heap.end_block; ++b)
    heap.blocks[b].pinned = has_objects(heap.blocks[b]);
}

[[clang::minsize]] void unpin_all(Heap &heap) {
  for (uint32_t b = heap.first_block; b < heap.end_block; ++b)
    heap.blocks[b].pinned = false;
}

[[clang::minsize]] void mark_pinned(Heap &heap) {
  for (uint32_t b = heap.first_block; b < heap.end_block && !is_stopped(heap); ++b)
    if (heap.blocks[b].pinned)
      for_each_object(heap, b, [&heap](wexn_ref ref) {
        mark_exactly(heap, ref);
        drain(heap);
      });
}

[[clang::minsize, gnu::noinline]] uint64_t count_used(const Block &block) {
  uint64_t count = 0;
  for (const auto &bits : block.bits)
    count += static_cast<uint32_t>(__builtin_popcountll(bits.used));
  return count;
}

// What is not marked is free, unless all stays; the lists of partly free blocks are made anew.
[[clang::minsize]] void sweep(Heap &heap, bool all_stays) {
  heap.live = 0;
  for (ClassCursor &cursor : heap.classes)
    cursor = {};
  for (uint32_t b = heap.end_block; b-- > heap.first_block;) {
    Block &block = heap.blocks[b];
    if (block.pinned || (all_stays && has_objects(block))) {
      heap.live += block.kind == BlockKind::Large
                       ? uint64_t{block.span} << kBlockLog2
                       : count_used(block) * class_size(block.size_class);
      for (uint32_t w = 0; w < Block::kWords; ++w)
        block.bits[w].marked = block.waiting[w] = 0;
      block.overflow = false;
    } else if (block.kind == BlockKind::Large && !is_marked(block, block.unit)) {
      for (uint32_t i = b + block.span; i-- > b;)
        heap.blocks[i].kind = BlockKind::Free;
    } else if (block.kind == BlockKind::Large) {
      block.bits[block.unit / 64].marked = 0;
      heap.live += uint64_t{block.span} << kBlockLog2;
    } else if (block.kind == BlockKind::Small) {
      for (auto &bits : block.bits)
        bits = {bits.marked, 0};
      const auto count = static_cast<uint32_t>(count_used(block));
      if (count == 0) {
        block.kind = BlockKind::Free;
      } else if (count < objects_in_block(block.size_class)) {
        block.next = heap.classes[block.size_class].partial;
        heap.classes[block.size_class].partial = b;
      }
      heap.live += uint64_t{count} * class_size(block.size_class);
    }
  }
  heap.block_search = heap.run_search = heap.first_block;
}

} // namespace

#ifndef WEXN_BARE
[[clang::minsize, gnu::noinline]] bool is_stopped(Heap &heap) {
  return heap.frames != 0 && interrupt_waits(heap.store);
}
#endif

[[clang::minsize]] void drain(Heap &heap) {
  do {
    if (heap.objects != nullptr)
      heap.objects->drain(heap);
    else
      for (int32_t n = kMarksAtOnce; heap.num_marks != 0 && n != 0; --n)
        mark_exception(
            heap, *reinterpret_cast<ExceptionObject *>(heap.base + heap.marks[--heap.num_marks]));
    if (is_stopped(heap))
      return;
    if (heap.num_marks != 0)
      continue;
    if (const wexn_ref ref = take_waiting(heap))
      heap.marks[heap.num_marks++] = ref;
  } while (heap.num_marks != 0);
}

[[clang::minsize]] void push_on_overflow(Heap &heap, Block &block, uint32_t unit) {
  block.waiting[unit / 64] |= uint64_t{1} << unit % 64;
  if (block.overflow)
    return;
  block.overflow = true;
  block.next = heap.overflow;
  heap.overflow = static_cast<uint32_t>(&block - heap.blocks);
}

void mark_exactly(Heap &heap, wexn_ref ref) {
  uint32_t unit;
  if (Block *block = block_of(heap, ref, unit))
    mark(heap, *block, unit, ref);
}

// A pointer that walks over an array may stand right behind its last element, where another object
// begins.
[[clang::minsize]] void mark_interior(Heap &heap, uint64_t offset) {
  Place place;
  if (find_place(heap, offset, place))
    mark(heap, *place.block, place.unit, place.start);
  if (offset % kObjectAlign == 0 && heap.objects != nullptr &&
      find_place(heap, offset - 1, place) &&
      heap.objects->ends_at(heap, place.start, static_cast<wexn_ref>(offset)))
    mark(heap, *place.block, place.unit, place.start);
}

// All zeroes is also what an object is whose making an interrupt has ended (trap/preempt.cpp).
static bool has_class_of(const Heap &heap, const ExceptionObject &object, const HeapTag &tag) {
#ifdef WEXN_BARE
  (void)heap, (void)object, (void)tag;
  return true;
#else
  const auto offset = reinterpret_cast<const uint8_t *>(&object) - heap.base;
  const Block &block = heap.blocks[offset >> kBlockLog2];
  return tag.size_class == (block.kind == BlockKind::Small ? block.size_class : Heap::kNumClasses);
#endif
}

[[clang::minsize]] void mark_exception(Heap &heap, const ExceptionObject &object) {
  if (object.tag < heap.num_tags && has_class_of(heap, object, heap.tags[object.tag]))
    mark_payload(heap, *heap.tags[object.tag].tag, object.values);
}

[[clang::minsize]] void mark_payload(Heap &heap, const wexn_tag &tag, const uint8_t *values) {
  for (uint32_t i = 0; i < tag.type->num_params; ++i) {
    const wexn_valtype &type = tag.type->types[i];
    if (is_managed_reference(type)) {
      wexn_ref ref;
      __builtin_memcpy(&ref, values, sizeof ref);
      mark_exactly(heap, ref);
    } else if (is_reference(type)) {
      const void *pointer;
      __builtin_memcpy(&pointer, values, sizeof pointer);
      mark_extern(heap, pointer);
    }
    values += wexn_payload_bytes(type.code);
  }
}

[[clang::minsize]] bool collect(wexn_store *store, const wexn_tag *payload_tag) {
  Heap &heap = *heap_of(store);
  // A host function has gone on to another stack or thread: what the compiled code holds that waits
  // for it can neither be looked for nor told from what was made since. All stays.
  if (kHosted && heap.frames == 0 && store->entry != nullptr && !is_below_entry(store))
    return true;
  give_back_runs(heap);
  if (code_waits_elsewhere(store)) {
    if (heap.pinned_at != store->stack_switches) {
      pin_all(heap);
      heap.pinned_at = store->stack_switches;
    }
    mark_pinned(heap);
  } else if (heap.pinned_at != 0) {
    unpin_all(heap);
    heap.pinned_at = 0;
  }
  mark_roots(store, heap, payload_tag);
  mark_stack(store, heap);
  drain(heap);
  const bool stopped = is_stopped(heap);
  sweep(heap, stopped);
  if (stopped) {
    heap.num_marks = heap.overflow = 0;
    return false;
  }
  heap.collections += 1;
  heap.allocated = 0;
  heap.threshold =
      store->config.heap_growth == 0 ? heap.live : heap.live / 100 * store->config.heap_growth;
  if (heap.threshold < heap.min_threshold)
    heap.threshold = heap.min_threshold;
  return true;
}

} // namespace wexn::rt
