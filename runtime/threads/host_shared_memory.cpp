// Shared memories that hosts make, of no store.
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
