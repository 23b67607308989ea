// Linear memories. Spec: Memory Instances, memory.grow.
#ifndef WEXN_RUNTIME_MEMORY_H
#define WEXN_RUNTIME_MEMORY_H

#include "runtime/instance/store.h"

namespace wexn::rt {

constexpr uint64_t kMaxMemory32Bytes = uint64_t{1} << 32;
// Without virtual memory there are no guarded reservations, and no code for them.
constexpr bool kHasGuards = kHosted;
// Address + 32-bit offset + access size stays inside this: 8 GiB, and room for the access.
constexpr uint64_t kGuardReservation = (uint64_t{8} << 30) + (uint64_t{64} << 10);

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

// Whether guard mode is meant for memories of this type; others are always checked.
inline bool can_guard(const wexn_limits &limits) {
  return !limits.is64 && page_log2_of(limits) == 16;
}

// Fills `memory` (zeroed, but for its limits) and reserves its address space. On WEXN_ERROR nothing
// is left mapped. The memory joins the store's list with add_memory.
[[nodiscard]] wexn_status init_memory(wexn_store *store, wexn_memory *memory,
                                      const wexn_limits &limits, Bounds bounds);
void add_memory(wexn_memory *memory);
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
