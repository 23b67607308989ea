// Linear memories. Spec: Memory Instances, memory.grow.
#ifndef WEXN_RUNTIME_MEMORY_H
#define WEXN_RUNTIME_MEMORY_H

#include "runtime/instance/store.h"

namespace wexn::rt {

constexpr uint64_t kMaxMemory32Bytes = uint64_t{1} << 32;
// Without virtual memory there are no guarded reservations, and no code for them.
constexpr bool kHasGuards = kHosted;
// What lies behind a memory's base if it is guarded, with room for the access: 8 GiB, or 100.
constexpr uint64_t guard_reservation(bool is64) {
  return (is64 ? WEXN_GUARDED_INDEX64 + WEXN_GUARDED_STEP64 : kMaxMemory32Bytes) +
         WEXN_GUARDED_EXTENT + (uint64_t{64} << 10);
}
// What lies before it.
constexpr uint64_t guard_before(bool is64) { return is64 ? WEXN_GUARDED_STEP64 : 0; }
// Of those with 32-bit indices; 0: that of a page.
#ifdef __aarch64__
constexpr uint64_t kGuardAlign = WEXN_GUARDED_ALIGN;
#else
constexpr uint64_t kGuardAlign = 0;
#endif

enum class Bounds { Software, Guard, GuardIfPossible };

// As wexn_limits says it; page sizes are shifts, 64 is one of 0.
inline uint8_t page_log2_of(const wexn_limits &limits) {
  return limits.page_log2 != 0 ? limits.page_log2 : 16;
}
inline uint64_t pages_to_bytes(uint64_t pages, uint8_t page_log2) {
  return pages << (page_log2 & 63);
}
inline uint64_t bytes_to_pages(uint64_t bytes, uint8_t page_log2) {
  return bytes >> (page_log2 & 63);
}

inline bool can_guard(const wexn_limits &limits) {
  return wexn_can_guard(limits.is64, page_log2_of(limits), limits.min) != 0;
}

// Fills `memory` (zeroed, but for its limits) and reserves its address space. On WEXN_ERROR nothing
// is left mapped. The memory joins the store's list with add_memory.
[[nodiscard]] wexn_status init_memory(wexn_store *store, wexn_memory *memory,
                                      const wexn_limits &limits, Bounds bounds);
void add_memory(wexn_memory *memory);
#ifndef WEXN_BARE
// The error of a memory that begins with more than the store's limit leaves.
wexn_status fail_memory_limit(wexn_store *store, uint64_t bytes);
#endif
// Gives the address space back.
void release_memory(wexn_memory *memory);

// Another thread may grow a shared memory.
inline uint64_t size_of(const wexn_memory *memory) {
  return __atomic_load_n(&memory->bytes, __ATOMIC_RELAXED);
}
inline uint64_t pages(const wexn_memory *memory) {
  return bytes_to_pages(size_of(memory), memory->page_log2);
}

// Adds pages, for one thread at a time.
[[nodiscard]] uint64_t grow_memory(wexn_memory *memory, uint64_t delta);

} // namespace wexn::rt

#endif
