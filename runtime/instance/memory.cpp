// Linear memories: address space is reserved once, pages are committed as the memory grows.
#include "runtime/instance/memory.h"
#include "runtime/api/error.h"
#include "runtime/instance/guards.h"
#include "runtime/instance/reuse.h"
#include "runtime/instance/thread_ops.h"

#include <wexn/board.h>
#include <wexn/port.h>

namespace wexn::rt {

// What a memory64 without a useful maximum reserves at most; growth beyond it fails.
static constexpr uint64_t kMaxMemory64Reservation = WEXN_GUARDED_INDEX64;
static constexpr uint64_t kMaxMemory64Bytes = uint64_t{1} << 48;

// Known when the runtime is built, where there is no operating system.
static uint64_t page_size() {
#ifdef WEXN_BARE
  static_assert(WEXN_BOARD_PAGE >= 4096, "compiled code takes memories for aligned to that");
  return WEXN_BOARD_PAGE;
#else
  return wexn_port_page_size();
#endif
}

static uint64_t round_to_pages(uint64_t bytes) {
  const uint64_t page = page_size();
  return (bytes + page - 1) & ~(page - 1);
}

// Reserves between `least` and `most` bytes: as much as the system gives, but without virtual
// memory not more than half of the arena when `most` is beyond it, because others need some, too.
static bool reserve(wexn_memory *memory, uint64_t least, uint64_t most) {
  for (uint64_t bytes = most; bytes != 0;) {
    void *base = wexn_port_reserve(bytes);
    const uint64_t half = bytes / 2 & ~(page_size() - 1);
    const uint64_t less = half > least ? half : least;
    if (!kHasGuards && base != nullptr && bytes != most) {
      wexn_port_release(base, bytes);
      bytes = less;
      base = wexn_port_reserve(bytes);
    }
    if (base != nullptr) {
      memory->base = static_cast<uint8_t *>(base);
      memory->reserved_bytes = bytes;
      return true;
    }
    if (bytes <= least)
      return false;
    bytes = less;
  }
  return true;
}

void release_memory(wexn_memory *memory) {
  if (kHasGuards && memory->guard) {
    unregister_guard(memory);
    give_guarded(memory->base, memory->is64, round_to_pages(memory->bytes));
  } else if (memory->reserved_bytes != 0) {
    wexn_port_release(memory->base, memory->reserved_bytes);
  }
  memory->base = nullptr;
  if (kHasGuards)
    memory->guard = 0;
  memory->reserved_bytes = 0;
}

// Also what compiled code compares indices with.
[[gnu::noinline]] static void set_bytes(wexn_memory *memory, uint64_t bytes) {
  memory->store->memory_bytes.take(bytes - memory->bytes);
  // Whoever sees the new size may use the pages.
  if (kHasThreads)
    __atomic_store_n(&memory->bytes, bytes, __ATOMIC_RELEASE);
  else
    memory->bytes = bytes;
  const uint32_t *extent = memory->extents;
  if (extent == nullptr)
    return;
  // Backwards from the memory itself (abi/vmctx.h: limits), the high half of a wide one first.
  auto *limit = reinterpret_cast<uint32_t *>(memory);
  do {
    const uint64_t most = bytes - *extent;
    if (memory->is64)
      *--limit = static_cast<uint32_t>(most >> 32);
    *--limit = static_cast<uint32_t>(most);
  } while (*++extent != 0);
}

#ifndef WEXN_BARE
wexn_status fail_memory_limit(wexn_store *store, uint64_t bytes) {
  return fail(store,
              "memory of %u bytes exceeds the store's limit of %u bytes for all its memories, of "
              "which %u are in use",
              bytes, store->memory_bytes.most, store->memory_bytes.used);
}
#else
static wexn_status fail_memory_limit(wexn_store *store, uint64_t bytes) {
  return fail(store, "memory of %u bytes exceeds the store's limit of %u bytes", bytes,
              store->memory_bytes.most);
}
#endif

wexn_status init_memory(wexn_store *store, wexn_memory *memory, const wexn_limits &limits,
                        Bounds bounds) {
  const uint8_t page_log2 = page_log2_of(limits);
  const uint64_t declared_max = limits.max;
  memory->page_log2 = page_log2;
  memory->is64 = limits.is64;
  memory->shared = limits.shared;
  memory->has_max = limits.has_max;
  memory->declared_max = declared_max;
  memory->store = store;
  uint64_t most_bytes = limits.is64 ? kMaxMemory64Bytes : kMaxMemory32Bytes;
  uint64_t max_pages = bytes_to_pages(most_bytes, page_log2);
  if (limits.has_max && declared_max < max_pages)
    max_pages = declared_max;
  memory->max_pages = max_pages;
  if (limits.min > max_pages)
    return fail(store, "memory of %u pages exceeds the limit of %u pages", limits.min, max_pages);
  const uint64_t bytes = pages_to_bytes(limits.min, page_log2);
  if (!store->memory_bytes.has(bytes))
    return fail_memory_limit(store, bytes);

  uint64_t committed = 0;
  if (kHasGuards && bounds != Bounds::Software && can_guard(limits)) {
    const uint64_t reserved = guard_reservation(limits.is64);
    memory->base = take_guarded(limits.is64, &committed);
    if (memory->base != nullptr) {
      memory->reserved_bytes = reserved;
      if (!register_guard(memory)) {
        give_guarded(memory->base, limits.is64, committed);
        memory->base = nullptr;
        memory->reserved_bytes = 0;
        return fail_no_memory(store);
      }
      memory->guard = 1;
      if (limits.is64 && max_pages > bytes_to_pages(WEXN_GUARDED_INDEX64, page_log2))
        memory->max_pages = bytes_to_pages(WEXN_GUARDED_INDEX64, page_log2);
    } else if (bounds == Bounds::Guard) {
      return fail(store,
                  "cannot reserve %u bytes of address space for a memory; modules compiled with "
                  "--bounds=software need only the memory's size",
                  reserved);
    }
  }
  if (!kHasGuards || !memory->guard) {
    most_bytes = pages_to_bytes(max_pages, page_log2);
    if (kHasGuards && limits.is64 && most_bytes > kMaxMemory64Reservation)
      most_bytes = bytes > kMaxMemory64Reservation ? bytes : kMaxMemory64Reservation;
    if (most_bytes > store->memory_bytes.most) // at least `bytes`; it cannot grow beyond this
      most_bytes = store->memory_bytes.most;
    if (!reserve(memory, round_to_pages(bytes), round_to_pages(most_bytes)))
      return fail(store, "cannot reserve %u bytes for a memory", bytes);
  }
  const uint64_t wanted = round_to_pages(bytes);
  if ((wanted < committed && !wexn_port_decommit(memory->base + wanted, committed - wanted)) ||
      (wanted > committed && !wexn_port_commit(memory->base + committed, wanted - committed))) {
    if (kHasGuards) // else nothing is committed
      memory->bytes = committed;
    release_memory(memory);
    if (kHasGuards)
      memory->bytes = 0;
    return fail(store, "cannot get %u bytes for a memory", bytes);
  }
  set_bytes(memory, bytes);
  return WEXN_OK;
}

void add_memory(wexn_memory *memory) {
  wexn_store *store = memory->store;
  memory->next = store->memories;
  store->memories = memory;
}

uint64_t grow_memory(wexn_memory *memory, uint64_t delta) {
  wexn_store *store = memory->store;
  const uint64_t old_pages = pages(memory);
  if (delta > memory->max_pages - old_pages)
    return UINT64_MAX;
  const uint64_t old_bytes = memory->bytes;
  const uint64_t added = pages_to_bytes(delta, memory->page_log2);
  const uint64_t committed = round_to_pages(old_bytes);
  const uint64_t wanted = round_to_pages(old_bytes + added);
  if (wanted > memory->reserved_bytes || !store->memory_bytes.has(added))
    return UINT64_MAX;
  if (wanted > committed && !wexn_port_commit(memory->base + committed, wanted - committed))
    return UINT64_MAX;
  set_bytes(memory, old_bytes + added);
  return old_pages;
}

} // namespace wexn::rt

using namespace wexn::rt;

uint64_t wexn_memory_grow(wexn_memory *memory, uint64_t delta) {
#ifndef WEXN_BARE
  if (memory->store->is_home)
    return memory->store->threads->grow(memory, delta);
#endif
  return grow_memory(memory, delta);
}

wexn_status wexn_memory_new(wexn_store *store, const wexn_limits *limits, wexn_memory **out) {
  if (kHasThreads && limits->shared)
    return fail(store, "a shared memory belongs to no store: see wexn_shared_memory_new");
  auto *memory = alloc<wexn_memory>(store);
  if (memory == nullptr)
    return fail_no_memory(store);
  const wexn_status status = init_memory(store, memory, *limits, Bounds::GuardIfPossible);
  if (status != WEXN_OK) {
    free(store, memory, sizeof *memory);
    return status;
  }
  add_memory(memory);
  *out = memory;
  return WEXN_OK;
}

uint8_t *wexn_memory_data(const wexn_memory *memory) { return memory->base; }
uint64_t wexn_memory_bytes(const wexn_memory *memory) { return size_of(memory); }
uint64_t wexn_memory_pages(const wexn_memory *memory) { return pages(memory); }
