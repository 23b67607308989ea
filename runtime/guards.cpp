// The guarded reservations of the process: what a fault address is looked up in, from a signal
// handler and while other threads make and release memories. A list of blocks of entries that only
// grows; an entry is taken and given back with one atomic store of its base, and blocks stay mapped
// for the life of the process, so that a reader never sees one go.
#include "runtime/memory.h"

#include <wexn/port.h>

namespace wexn::rt {

struct GuardEntry {
  uintptr_t base; // 0: free; 1: being filled
  wexn_memory *memory;
};
struct GuardBlock {
  static constexpr uint32_t kEntries = 255;
  GuardBlock *next;
  GuardEntry entries[kEntries];
};

static constexpr uintptr_t kFilling = 1;
static constexpr uint32_t kFirstEntries = 16;
static GuardEntry first_entries[kFirstEntries];
static GuardBlock *more_blocks;

static bool try_fill(GuardEntry &entry, wexn_memory *memory) {
  uintptr_t expected = 0;
  if (__atomic_load_n(&entry.base, __ATOMIC_RELAXED) != 0 ||
      !__atomic_compare_exchange_n(&entry.base, &expected, kFilling, false, __ATOMIC_ACQUIRE,
                                   __ATOMIC_RELAXED))
    return false;
  __atomic_store_n(&entry.memory, memory, __ATOMIC_RELAXED);
  __atomic_store_n(&entry.base, reinterpret_cast<uintptr_t>(memory->base), __ATOMIC_RELEASE);
  return true;
}

// Calls f for every entry until it returns true; returns whether it did.
template <typename F> static bool any_entry(F f) {
  for (GuardEntry &entry : first_entries)
    if (f(entry))
      return true;
  for (GuardBlock *block = __atomic_load_n(&more_blocks, __ATOMIC_ACQUIRE); block != nullptr;
       block = block->next)
    for (GuardEntry &entry : block->entries)
      if (f(entry))
        return true;
  return false;
}

bool register_guard(wexn_memory *memory) {
  if (any_entry([&](GuardEntry &entry) { return try_fill(entry, memory); }))
    return true;
  const uint64_t page = wexn_port_page_size();
  auto *block =
      static_cast<GuardBlock *>(wexn_port_pages((sizeof(GuardBlock) + page - 1) & ~(page - 1)));
  if (block == nullptr)
    return false;
  block->entries[0] = {reinterpret_cast<uintptr_t>(memory->base), memory};
  block->next = __atomic_load_n(&more_blocks, __ATOMIC_RELAXED);
  while (!__atomic_compare_exchange_n(&more_blocks, &block->next, block, true, __ATOMIC_RELEASE,
                                      __ATOMIC_RELAXED)) {
  }
  return true;
}

void unregister_guard(const wexn_memory *memory) {
  const auto base = reinterpret_cast<uintptr_t>(memory->base);
  any_entry([&](GuardEntry &entry) {
    if (__atomic_load_n(&entry.base, __ATOMIC_RELAXED) != base)
      return false;
    __atomic_store_n(&entry.base, 0, __ATOMIC_RELEASE);
    return true;
  });
}

wexn_memory *find_guard(uintptr_t address) {
  wexn_memory *found = nullptr;
  any_entry([&](GuardEntry &entry) {
    const uintptr_t base = __atomic_load_n(&entry.base, __ATOMIC_ACQUIRE);
    if (base <= kFilling || address - base >= kGuardReservation)
      return false;
    found = __atomic_load_n(&entry.memory, __ATOMIC_RELAXED);
    return true;
  });
  return found;
}

} // namespace wexn::rt
