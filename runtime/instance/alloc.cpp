// Memory of a store: bump allocation in chunks from the port, and free lists of what tables leave
// behind when they grow. Everything goes back to the port with the store.
#include "runtime/instance/reuse.h"
#include "runtime/instance/store.h"

#include <wexn/port.h>

namespace wexn::rt {

struct FreeBlock {
  FreeBlock *next;
};
struct Chunk {
  Chunk *next;
  uint64_t size;
};

static constexpr uint64_t kAlign = 16;
static constexpr uint64_t kMaxBlock = uint64_t{1} << 40;
static_assert(sizeof(Chunk) % kAlign == 0);

static uint64_t rounded(uint64_t bytes) {
  return bytes == 0 ? kAlign : (bytes + kAlign - 1) & ~(kAlign - 1);
}
// Free lists hold blocks of at least 1 << class bytes.
static uint32_t floor_class(uint64_t bytes) {
  return 63u - static_cast<uint32_t>(__builtin_clzll(bytes));
}
static uint32_t ceil_class(uint64_t bytes) { return bytes <= 1 ? 0 : floor_class(bytes - 1) + 1; }

// Large blocks have a chunk of their own, the others share one of kBlockSize.
static uint8_t *take_chunk(Arena &arena, uint64_t bytes) {
  const uint64_t page = wexn_port_page_size();
  const bool shared = bytes + sizeof(Chunk) == kBlockSize;
  const uint64_t size = shared ? kBlockSize : (bytes + sizeof(Chunk) + page - 1) & ~(page - 1);
  auto *chunk = reinterpret_cast<Chunk *>(shared ? take_block()
                                                 : static_cast<uint8_t *>(wexn_port_pages(size)));
  if (chunk == nullptr)
    return nullptr;
  *chunk = {arena.chunks, size};
  arena.chunks = chunk;
  return reinterpret_cast<uint8_t *>(chunk + 1);
}

void *alloc(wexn_store *store, uint64_t bytes) {
  if (bytes > kMaxBlock)
    return nullptr;
  Arena &arena = store->arena;
  const uint64_t size = rounded(bytes);
  const uint32_t size_class = ceil_class(size);
  if (size_class < Arena::kNumClasses && arena.free_lists[size_class] != nullptr) {
    FreeBlock *block = arena.free_lists[size_class];
    arena.free_lists[size_class] = block->next;
    __builtin_memset(block, 0, size);
    return block;
  }
  if (static_cast<uint64_t>(arena.end - arena.cur) < size) {
    if (size > kBlockSize / 4)
      return take_chunk(arena, size);
    uint8_t *fresh = take_chunk(arena, kBlockSize - sizeof(Chunk));
    if (fresh == nullptr)
      return nullptr;
    arena.cur = fresh;
    arena.end = fresh + (kBlockSize - sizeof(Chunk));
    arena.callers = false;
  }
  uint8_t *block = arena.cur;
  arena.cur += size;
  if (arena.callers)
    __builtin_memset(block, 0, size);
  return block;
}

void free(wexn_store *store, void *block, uint64_t bytes) {
  if (block == nullptr)
    return;
  const uint32_t size_class = floor_class(rounded(bytes));
  if (size_class >= Arena::kNumClasses)
    return;
  auto *entry = static_cast<FreeBlock *>(block);
  entry->next = store->arena.free_lists[size_class];
  store->arena.free_lists[size_class] = entry;
}

void release_chunks(Arena &arena) {
  for (Chunk *chunk = arena.chunks; chunk != nullptr;) {
    Chunk *next = chunk->next;
    if (chunk->size == kBlockSize) {
      auto *block = reinterpret_cast<uint8_t *>(chunk);
      const bool newest = arena.end == block + kBlockSize;
      give_block(block, newest ? static_cast<uint64_t>(arena.cur - block) : kBlockSize);
    } else {
      wexn_port_release(chunk, chunk->size);
    }
    chunk = next;
  }
}

} // namespace wexn::rt
