// Makes and releases stores.
#include "runtime/instance/store.h"
#include "runtime/instance/guards.h"
#include "runtime/instance/memory.h"
#include "runtime/instance/reuse.h"
#include "runtime/instance/thread_ops.h"

#include <wexn/abi/stack.h>

static_assert(offsetof(wexn_store, head) + offsetof(wexn_store_head, pending) ==
              WEXN_STORE_PENDING);
static_assert(offsetof(wexn_store, head) + offsetof(wexn_store_head, host_fp) ==
              WEXN_STORE_HOST_FP);
static_assert(WEXN_TRAP_MemoryOutOfBounds == WEXN_TRAP_OF_MEMORY);
static_assert(WEXN_TRAP == WEXN_ENDED_BY_TRAP);
static_assert(offsetof(wexn_store, entry) == WEXN_STORE_ENTRY);
static_assert(offsetof(wexn_store, head) + offsetof(wexn_store_head, stack_limit) ==
              WEXN_STORE_STACK_LIMIT);
static_assert(offsetof(wexn_store, thread) == WEXN_STORE_THREAD);
static_assert(offsetof(wexn_store, stack_hi) == WEXN_STORE_STACK_HI);
static_assert(offsetof(wexn::rt::EntryRecord, prev) == WEXN_ENTRY_PREV);
static_assert(offsetof(wexn::rt::EntryRecord, store) == WEXN_ENTRY_STORE);
static_assert(offsetof(wexn::rt::EntryRecord, fp) == WEXN_ENTRY_FP);
static_assert(offsetof(wexn::rt::EntryRecord, old_stack_lo) == WEXN_ENTRY_OLD_LO);
static_assert(offsetof(wexn::rt::EntryRecord, old_stack_hi) == WEXN_ENTRY_OLD_HI);
static_assert(offsetof(wexn::rt::EntryRecord, old_host_fp) == WEXN_ENTRY_OLD_FP);
#ifdef WEXN_SEGMENTS
static_assert(offsetof(wexn::rt::EntryRecord, old_segment) == WEXN_ENTRY_OLD_SEGMENT);
#endif
static_assert(sizeof(wexn::rt::EntryRecord) == WEXN_ENTRY_SIZE);

namespace wexn::rt {

static constexpr uint64_t kStoreBytes = (sizeof(wexn_store) + 15) & ~uint64_t{15};

// REQUIRES: the memory of the store itself is zero.
static wexn_store *set_up(void *memory, uint64_t size, const wexn_store_config *config) {
  auto *store = static_cast<wexn_store *>(memory);
  if (config != nullptr)
    store->config = *config;
  const auto or_default = [](uint64_t &limit, uint64_t other) {
    if (limit == 0)
      limit = other;
  };
  or_default(store->config.max_memory_bytes, UINT64_MAX);
  or_default(store->config.max_table_elements, UINT64_MAX);
  or_default(store->config.max_stack, WEXN_STACK_USUAL_MAX);
  store->memory_bytes.most = store->config.max_memory_bytes;
  store->table_elements.most = store->config.max_table_elements;
  store->arena.cur = static_cast<uint8_t *>(memory) + kStoreBytes;
  store->arena.end = static_cast<uint8_t *>(memory) + (size & ~uint64_t{15});
  return store;
}

bool reserve_payload(wexn_store *store, uint32_t bytes) {
  if (bytes <= store->payload_capacity)
    return true;
  const uint32_t capacity = bytes < 64 ? 64 : bytes;
  auto *payload = static_cast<uint8_t *>(alloc(store, capacity));
  if (payload == nullptr)
    return false;
  if (store->head.payload != nullptr) {
    __builtin_memcpy(payload, store->head.payload, store->payload_capacity);
    free(store, store->head.payload, store->payload_capacity);
  }
  store->head.payload = payload;
  store->payload_capacity = capacity;
  return true;
}

// Compiled code above on this stack waits. Of other stacks of its thread nothing is known: the
// caller may be on one that a host function went on to. By address alone, too: fibers change
// threads. Inlined: where there is no operating system, most have only one of its callers.
[[gnu::always_inline]] static inline bool waits_for_caller(const wexn_store *store) {
  if (store->entry == nullptr)
    return false;
#ifndef WEXN_BARE
  const auto here = reinterpret_cast<uintptr_t>(__builtin_frame_address(0));
  const bool above = here >= reinterpret_cast<uintptr_t>(store->entry) && here < store->stack_hi;
  if (!above && store->entry_thread == wexn_port_thread())
    return true;
#endif
  return is_below_entry(store);
}

} // namespace wexn::rt

using namespace wexn::rt;

wexn_store *wexn_store_new(const wexn_store_config *config) {
  uint8_t *block = take_block();
  if (block == nullptr)
    return nullptr;
  wexn_store *store = set_up(block, kBlockSize, config);
  store->own_block = true;
  return store;
}

wexn_store *wexn_store_init(void *buffer, size_t size, const wexn_store_config *config) {
  if (size < kStoreBytes || reinterpret_cast<uintptr_t>(buffer) % 16 != 0)
    return nullptr;
  __builtin_memset(buffer, 0, kStoreBytes);
  wexn_store *store = set_up(buffer, size, config);
  store->arena.callers = true;
  return store;
}

size_t wexn_store_size(void) { return kStoreBytes; }

void wexn_store_delete(wexn_store *store) {
  if (store == nullptr)
    return;
  if (waits_for_caller(store)) // what it uses stays
    return;
#ifndef WEXN_BARE
  if (store->release_alarm != nullptr)
    store->release_alarm(store);
  if (store->signals != nullptr)
    store->signals->release(store);
#endif
  if (store->release_heap != nullptr)
    store->release_heap(store);
#ifndef WEXN_BARE
  if (store->shared != nullptr)
    store->threads->release(store, nullptr);
#endif
  for (wexn_memory *memory = store->memories; memory != nullptr; memory = memory->next)
    release_memory(memory);
  if (kHasGuards && store->guarded_stack != 0)
    (void)guard_stack(store, 0);
  release_chunks(store->arena);
  if (store->own_block) {
    auto *block = reinterpret_cast<uint8_t *>(store);
    const bool in_use = store->arena.end == block + kBlockSize; // else full, or nearly
    give_block(block, in_use ? static_cast<uint64_t>(store->arena.cur - block) : kBlockSize);
  }
}

bool wexn_store_in_call(const wexn_store *store) { return waits_for_caller(store); }

void wexn_store_forget_calls(wexn_store *store) {
  __atomic_store_n(&store->entry, nullptr, __ATOMIC_RELAXED);
  store->head.pending = kPendingNone;
  store->head.host_fp = 0;
  store->stack_hi = 0; // the next entry looks where it is
}

void wexn_store_set_data(wexn_store *store, void *data) { store->user_data = data; }
void *wexn_store_data(const wexn_store *store) { return store->user_data; }
