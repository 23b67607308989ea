// Memories that instances of several stores share. Such a memory lies in a store of its own, its
// home, in which nothing else is and no code runs; it goes with the last that refers to it. What
// changes, its size and the list of code units, is written under the lock and read without.
#ifndef WEXN_RUNTIME_SHARED_MEMORY_H
#define WEXN_RUNTIME_SHARED_MEMORY_H

#include "runtime/instance/thread_ops.h"
#include "runtime/threads/lock.h"

struct wexn_shared_memory {
  wexn_memory memory; // first: instances have its address
  uint32_t references;
  wexn::rt::Lock lock;
};

namespace wexn::rt {

// What a store has of a shared memory, once for each.
struct SharedUse {
  SharedUse *next;
  wexn_shared_memory *shared;
  uint64_t charged; // of the store's limit, for a memory that one of its instances defines
};

// A home and the memory in it; null, and in `home` the one that says why.
[[nodiscard]] wexn_shared_memory *make_shared_memory(const wexn_limits &limits, uint64_t max_bytes,
                                                     Bounds bounds, wexn_store *&home);
// wait.cpp; before there is a shared memory. false: no memory.
[[nodiscard]] bool prepare_waiting();

inline wexn_shared_memory *shared_of(wexn_memory *memory) {
  return reinterpret_cast<wexn_shared_memory *>(memory);
}

} // namespace wexn::rt

#endif
