// What instances with shared memories need besides the rest (threads/shared_memory.cpp). Images of
// modules that have such memories point here (symbol wexn_rt_threads), so that programs without do
// not link it. On bare metal, where one thread is all there is, a shared memory is one as any
// other.
#ifndef WEXN_RUNTIME_THREAD_OPS_H
#define WEXN_RUNTIME_THREAD_OPS_H

#include "runtime/instance/memory.h"

namespace wexn::rt {

constexpr bool kHasThreads = kHosted;

struct SharedUse; // threads/shared_memory.h
struct ThreadOps {
  // Makes memory `index`, which the instance defines.
  wexn_status (*make_memory)(wexn_instance *instance, uint32_t index, Bounds bounds);
  // For each new instance of a store with shared memories. false: no memory.
  bool (*attach)(wexn_instance *instance);
  // Gives back what the store has begun to use since `until` was the last.
  void (*release)(wexn_store *store, const SharedUse *until);
  uint64_t (*grow)(wexn_memory *memory, uint64_t delta);
  // The store whose code runs at `pc` in the frame `fp` and uses the shared memory of `home`; null:
  // it is not compiled code. Safe in a signal handler.
  wexn_store *(*running)(const wexn_store *home, uintptr_t pc, uintptr_t fp);
};

} // namespace wexn::rt

WEXN_CALLED const wexn::rt::ThreadOps wexn_rt_threads;

#endif
