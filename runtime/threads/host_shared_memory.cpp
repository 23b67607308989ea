// Shared memories that hosts make.
#include "runtime/api/error.h"
#include "runtime/instance/store.h"
#include "runtime/threads/shared_memory.h"

using namespace wexn::rt;

wexn_shared_memory *wexn_shared_memory_new(const wexn_limits *limits) {
  if (!limits->shared || !limits->has_max)
    return nullptr;
  wexn_store *home = nullptr;
  wexn_shared_memory *shared = make_shared_memory(*limits, 0, Bounds::GuardIfPossible, home);
  if (shared == nullptr)
    wexn_store_delete(home);
  return shared;
}

wexn_shared_memory *wexn_shared_memory_new_within(wexn_store *store, const wexn_limits *limits) {
  if (!limits->shared || !limits->has_max) {
    (void)fail(store, "the limits of a shared memory are `shared` and have a maximum");
    return nullptr;
  }
  wexn_shared_memory *shared = make_shared_memory_within(store, *limits, Bounds::GuardIfPossible);
  if (shared == nullptr)
    return nullptr;
  store->threads = &wexn_rt_threads;
  return wexn_shared_memory_retain(shared);
}
