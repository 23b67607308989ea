// Shared memories, see shared_memory.h.
#include "runtime/threads/shared_memory.h"
#include "runtime/api/error.h"
#include "runtime/instance/code_unit.h"
#include "runtime/instance/instance.h"

namespace wexn::rt {

[[clang::minsize]] wexn_shared_memory *make_shared_memory(const wexn_limits &limits,
                                                          uint64_t max_bytes, Bounds bounds,
                                                          wexn_store *&home) {
  wexn_store_config config = {};
  config.max_memory_bytes = max_bytes;
  home = prepare_waiting() ? wexn_store_new(&config) : nullptr;
  if (home == nullptr)
    return nullptr;
  home->threads = &wexn_rt_threads;
  home->is_home = true;
  auto *shared = alloc<wexn_shared_memory>(home);
  if (shared == nullptr || init_memory(home, &shared->memory, limits, bounds) != WEXN_OK)
    return nullptr;
  add_memory(&shared->memory);
  shared->references = 1;
  return shared;
}

static bool add_use(wexn_store *store, wexn_shared_memory *shared, uint64_t charged) {
  auto *use = alloc<SharedUse>(store);
  if (use == nullptr)
    return false;
  *use = {store->shared, shared, charged};
  store->shared = use;
  store->memory_bytes.take(charged);
  return true;
}

// Within the store's limit, which the memory's maximum counts for, or what is left of it: other
// threads let the memory grow, and only up to that. It belongs to the store's uses.
[[clang::minsize]] static wexn_shared_memory *
make_within(wexn_store *store, const wexn_limits &limits, Bounds bounds) {
  uint64_t charged = store->memory_bytes.most - store->memory_bytes.used;
  const uint8_t page_log2 = page_log2_of(limits);
  const uint64_t least = pages_to_bytes(limits.min, page_log2);
  if (least > charged) {
    (void)fail_memory_limit(store, least);
    return nullptr;
  }
  if (limits.max < bytes_to_pages(charged, page_log2))
    charged = pages_to_bytes(limits.max, page_log2);
  wexn_store *home = nullptr;
  // A limit of 0 would be none.
  wexn_shared_memory *shared = make_shared_memory(limits, charged != 0 ? charged : 1, bounds, home);
  if (shared == nullptr && home != nullptr)
    (void)fail(store, "%s", wexn_error_message(home));
  else if (shared == nullptr || !add_use(store, shared, charged))
    (void)fail_no_memory(store);
  else
    return shared;
  wexn_store_delete(home);
  return nullptr;
}

static wexn_status make_memory(wexn_instance *instance, uint32_t index, Bounds bounds) {
  wexn_shared_memory *shared =
      make_within(instance->store, instance->image->memory_types[index].limits, bounds);
  if (shared == nullptr)
    return WEXN_ERROR;
  memories(instance)[index] = {shared->memory.base, &shared->memory};
  return WEXN_OK;
}

static bool uses(const wexn_store *store, const wexn_shared_memory *shared) {
  for (const SharedUse *use = store->shared; use != nullptr; use = use->next)
    if (use->shared == shared)
      return true;
  return false;
}

static bool same(const unwind::Section &a, const unwind::Section &b) {
  return a.data == b.data && a.size == b.size;
}

// Whether the home knows the unit. Another one in its place is that of a library that was closed,
// and leaves the list; it stays allocated, since other threads may be looking at it.
static bool knows(wexn_store *home, const CodeUnit &unit) {
  bool found = false;
  for (CodeUnit **at = &home->units; *at != nullptr;) {
    CodeUnit *known = *at;
    const bool overlaps = known->text_lo < unit.text_hi && unit.text_lo < known->text_hi;
    if (overlaps && known->text_lo == unit.text_lo && known->text_hi == unit.text_hi &&
        same(known->tables.funcs, unit.tables.funcs) &&
        same(known->tables.sites, unit.tables.sites)) {
      found = true;
    } else if (overlaps) {
      __atomic_store_n(at, known->next, __ATOMIC_RELEASE);
      continue;
    }
    at = &known->next;
  }
  return found;
}

// A fault in the memory is looked up by the code that was running (see running()), so the home
// knows all units of the stores that use it.
static bool add_units(wexn_shared_memory *shared, const wexn_store *store) {
  wexn_store *home = shared->memory.store;
  const Locked locked(shared->lock);
  for (const CodeUnit *unit = store->units; unit != nullptr; unit = unit->next) {
    if (knows(home, *unit))
      continue;
    auto *copy = alloc<CodeUnit>(home);
    if (copy == nullptr)
      return false;
    *copy = *unit;
    copy->next = home->units;
    __atomic_store_n(&home->units, copy, __ATOMIC_RELEASE);
  }
  return true;
}

static bool attach(wexn_instance *instance) {
  wexn_store *store = instance->store;
  const wexn_memory_entry *entry = memories(instance);
  for (uint32_t n = instance->image->num_imported_memories; n != 0; --n, ++entry) {
    if (!entry->memory->shared || uses(store, shared_of(entry->memory)))
      continue;
    if (!add_use(store, shared_of(entry->memory), 0))
      return false;
    wexn_shared_memory_retain(shared_of(entry->memory));
  }
#if defined(__aarch64__)
  if (wexn_port_has_lse())
    instance->flags |= WEXN_INSTANCE_LSE;
#endif
  for (const SharedUse *use = store->shared; use != nullptr; use = use->next)
    if (!add_units(use->shared, store))
      return false;
  return true;
}

static void release(wexn_store *store, const SharedUse *until) {
  while (store->shared != until) {
    SharedUse *use = store->shared;
    store->shared = use->next;
    store->memory_bytes.give(use->charged);
    wexn_shared_memory_release(use->shared);
    free(store, use, sizeof *use);
  }
}

static uint64_t grow(wexn_memory *memory, uint64_t delta) {
  const Locked locked(shared_of(memory)->lock);
  return grow_memory(memory, delta);
}

static const CodeUnit *unit_at(const wexn_store *home, uintptr_t address) {
  const CodeUnit *unit = __atomic_load_n(&home->units, __ATOMIC_ACQUIRE);
  while (unit != nullptr && (address < unit->text_lo || address >= unit->text_hi))
    unit = __atomic_load_n(&unit->next, __ATOMIC_RELAXED);
  return unit;
}

// Follows frame pointers to the innermost entry, whose record names the store. Between a fault in
// compiled code and there are only frames of compiled code and of the runtime.
[[clang::minsize]] static wexn_store *running(const wexn_store *home, uintptr_t pc, uintptr_t fp) {
  unwind::Function function;
  const CodeUnit *unit = unit_at(home, pc);
  if (unit == nullptr || !unwind::find_function(unit->tables, pc, function))
    return nullptr;
  for (;;) {
    uintptr_t return_at = sizeof(uintptr_t);
    if (unit != nullptr && unwind::find_function(unit->tables, pc, function))
      return_at += unwind::read_reserved(unit->tables, function);
    const uintptr_t caller = *reinterpret_cast<const uintptr_t *>(fp);
    const uintptr_t to = plain_address(*reinterpret_cast<const uintptr_t *>(fp + return_at));
    if (caller <= fp)
      return nullptr;
    if (to == reinterpret_cast<uintptr_t>(wexn_rt_enter_return))
      return reinterpret_cast<const EntryRecord *>(caller +
                                                   static_cast<uintptr_t>(WEXN_ENTRY_FROM_FP))
          ->store;
    pc = to - 1;
    fp = caller;
    unit = unit_at(home, pc);
  }
}

} // namespace wexn::rt

using namespace wexn::rt;

const ThreadOps wexn_rt_threads = {make_memory, attach, release, grow, running};

wexn_shared_memory *wexn_shared_memory_new_within(wexn_store *store, const wexn_limits *limits) {
  if (!limits->shared || !limits->has_max) {
    (void)fail(store, "the limits of a shared memory are `shared` and have a maximum");
    return nullptr;
  }
  wexn_shared_memory *shared = make_within(store, *limits, Bounds::GuardIfPossible);
  if (shared == nullptr)
    return nullptr;
  store->threads = &wexn_rt_threads;
  return wexn_shared_memory_retain(shared);
}

wexn_shared_memory *wexn_shared_memory_retain(wexn_shared_memory *shared) {
  __atomic_fetch_add(&shared->references, 1, __ATOMIC_RELAXED);
  return shared;
}

void wexn_shared_memory_release(wexn_shared_memory *shared) {
  if (shared != nullptr && __atomic_fetch_sub(&shared->references, 1, __ATOMIC_ACQ_REL) == 1)
    wexn_store_delete(shared->memory.store);
}

wexn_memory *wexn_shared_memory_memory(wexn_shared_memory *shared) { return &shared->memory; }

wexn_shared_memory *wexn_memory_shared(wexn_memory *memory) {
  return memory->shared ? shared_of(memory) : nullptr;
}
