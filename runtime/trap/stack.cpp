// The stack limit that compiled code compares with. Each instance holds a copy, so that the check
// is one load; the copies change only when the store is entered on another stack.
#include "runtime/instance/guards.h"
#include "runtime/instance/memory.h"

#include <wexn/port.h>

namespace wexn::rt {

// Set in EntryRecord::old_stack_lo when the bounds were made up for an unknown stack.
static constexpr uintptr_t kUnknown = 1;

static void set_stack(wexn_store *store, uintptr_t lo, uintptr_t hi, bool known) {
  store->stack_lo = lo;
  store->stack_hi = hi;
  uint64_t headroom = store->stack_headroom;
  if (headroom > (hi - lo) / 4)
    headroom = (hi - lo) / 4;
  store->stack_limit = known ? lo + headroom : 0;
  for (wexn_instance *instance = store->instances; instance != nullptr; instance = instance->next)
    instance->stack_limit = store->stack_limit;
  // Without memory for it an overflow ends the program.
  if (kHasGuards && store->stack_faults != nullptr)
    (void)(guard_stack(store, known ? lo : 0) && store->stack_faults->guard_thread());
}

} // namespace wexn::rt

using namespace wexn::rt;

void wexn_rt_stack_switch(wexn_store *store, EntryRecord *record) {
  if (record->prev != nullptr) { // the outer entry goes on on its own stack
    record->old_stack_lo = store->stack_lo | (store->stack_limit == 0 ? kUnknown : 0);
    record->old_stack_hi = store->stack_hi;
    store->stack_switches += 1;
  }
  const auto here = reinterpret_cast<uintptr_t>(record);
  uintptr_t lo = 0, hi = 0;
  // A stack that the port does not know (a coroutine's): nothing to compare with, and the next
  // entry asks again only when it comes from far away.
  const bool known = wexn_port_stack_bounds(&lo, &hi) && here >= lo && here < hi;
  if (!known) {
    constexpr uintptr_t kNear = uintptr_t{16} << 10;
    lo = here > kNear ? here - kNear : 0;
    hi = here + kNear;
  }
  set_stack(store, lo, hi, known);
}

void wexn_rt_stack_restore(wexn_store *store, EntryRecord *record) {
  set_stack(store, record->old_stack_lo & ~kUnknown, record->old_stack_hi,
            (record->old_stack_lo & kUnknown) == 0);
}

void wexn_store_set_stack(wexn_store *store, void *lo, void *hi) {
  set_stack(store, reinterpret_cast<uintptr_t>(lo), reinterpret_cast<uintptr_t>(hi), true);
}
