// The guarded address ranges of the process, of memories and of stacks: what a fault address is
// looked up in, from a signal handler and while other threads make and release memories. A list of
// blocks of entries that only grows; an entry is taken and given back with one atomic store of its
// base, and blocks stay mapped for the life of the process, so that a reader never sees one go.
#include "runtime/instance/guards.h"
#include "runtime/instance/code_unit.h"
#include "runtime/instance/memory.h"
#include "runtime/instance/thread_ops.h"

#include <wexn/port.h>

namespace wexn::rt {

struct GuardEntry {
  uintptr_t base; // 0: free; 1: being filled
  uintptr_t bytes;
  wexn_store *store;
  bool stack;
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

static bool try_fill(GuardEntry &entry, const GuardEntry &wanted) {
  uintptr_t expected = 0;
  if (__atomic_load_n(&entry.base, __ATOMIC_RELAXED) != 0 ||
      !__atomic_compare_exchange_n(&entry.base, &expected, kFilling, false, __ATOMIC_ACQUIRE,
                                   __ATOMIC_RELAXED))
    return false;
  __atomic_store_n(&entry.bytes, wanted.bytes, __ATOMIC_RELAXED);
  __atomic_store_n(&entry.store, wanted.store, __ATOMIC_RELAXED);
  __atomic_store_n(&entry.stack, wanted.stack, __ATOMIC_RELAXED);
  __atomic_store_n(&entry.base, wanted.base, __ATOMIC_RELEASE);
  return true;
}

// The entry as it was at one moment; base 0 if there was none.
static GuardEntry read(const GuardEntry &entry) {
  const uintptr_t base = __atomic_load_n(&entry.base, __ATOMIC_ACQUIRE);
  const GuardEntry copy = {base, __atomic_load_n(&entry.bytes, __ATOMIC_ACQUIRE),
                           __atomic_load_n(&entry.store, __ATOMIC_ACQUIRE),
                           __atomic_load_n(&entry.stack, __ATOMIC_ACQUIRE)};
  if (base <= kFilling || __atomic_load_n(&entry.base, __ATOMIC_RELAXED) != base)
    return {};
  return copy;
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

static bool add(const GuardEntry &wanted) {
  if (any_entry([&](GuardEntry &entry) { return try_fill(entry, wanted); }))
    return true;
  const uint64_t page = wexn_port_page_size();
  auto *block =
      static_cast<GuardBlock *>(wexn_port_pages((sizeof(GuardBlock) + page - 1) & ~(page - 1)));
  if (block == nullptr)
    return false;
  block->entries[0] = wanted;
  block->next = __atomic_load_n(&more_blocks, __ATOMIC_RELAXED);
  while (!__atomic_compare_exchange_n(&more_blocks, &block->next, block, true, __ATOMIC_RELEASE,
                                      __ATOMIC_RELAXED)) {
  }
  return true;
}

// Ranges of memories do not overlap; one stack may serve several stores.
static void remove(uintptr_t base, const wexn_store *store) {
  any_entry([&](GuardEntry &entry) {
    if (__atomic_load_n(&entry.base, __ATOMIC_RELAXED) != base ||
        __atomic_load_n(&entry.store, __ATOMIC_RELAXED) != store)
      return false;
    __atomic_store_n(&entry.base, 0, __ATOMIC_RELEASE);
    return true;
  });
}

static uintptr_t guard_start(const wexn_memory *memory) {
  return reinterpret_cast<uintptr_t>(memory->base) - guard_before(memory->is64);
}

bool register_guard(wexn_memory *memory) {
  return add({guard_start(memory), guard_before(memory->is64) + memory->reserved_bytes,
              memory->store, false});
}

void unregister_guard(const wexn_memory *memory) { remove(guard_start(memory), memory->store); }

// The bounds that a port knows may count the guard page or not, and pages have up to 64 KiB.
static constexpr uintptr_t kStackEnd = uintptr_t{64} << 10;

bool guard_stack(wexn_store *store, uintptr_t lo) {
  if (store->guarded_stack == lo)
    return true;
  if (store->guarded_stack != 0)
    remove(store->guarded_stack - kStackEnd, store);
  store->guarded_stack = 0;
  if (lo <= kStackEnd)
    return true;
  if (!add({lo - kStackEnd, 2 * kStackEnd, store, true}))
    return false;
  store->guarded_stack = lo;
  return true;
}

// Whether the address is in the code by which compiled code enters the runtime to throw or trap.
static bool is_probe(uintptr_t pc) {
  return pc >= reinterpret_cast<uintptr_t>(wexn_rt_ways_out) &&
         pc < reinterpret_cast<uintptr_t>(wexn_rt_ways_out_end);
}

FaultPlace find_guard(uintptr_t address, uintptr_t pc, uintptr_t fp) {
  FaultPlace found = {};
  any_entry([&](const GuardEntry &shared) {
    const GuardEntry entry = read(shared);
    if (entry.base == 0 || address - entry.base >= entry.bytes)
      return false;
    wexn_store *store = entry.store;
    if (store->is_home)
      store = store->threads->running(store, pc, fp);
    else if (store->entry == nullptr || (!entry.stack && !is_compiled_code(store, pc)))
      return false;
    // Of several stores on one stack the one whose entry is innermost runs: stacks grow down.
    else if (entry.stack && found.store != nullptr && found.store->entry < store->entry)
      return false;
    if (store == nullptr)
      return false;
    found = {store, entry.stack};
    return !entry.stack; // a memory may begin right below a stack
  });
  if (found.stack && !is_compiled_code(found.store, pc) && !is_probe(pc))
    return {};
  return found;
}

} // namespace wexn::rt
