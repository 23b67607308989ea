// Ending compiled code from outside: from another thread, or a signal or interrupt handler. What
// modules compiled with --interruptible look at is head.interrupt_limit; `interrupt` beside it is
// there so that the owner of the store never loses an interrupt when it writes that limit itself.
// Only loads and stores, in one order for all threads: the interrupter sets the flag before the
// limit, the owner reads the flag after it has set the limit. Without an operating system only an
// interrupt handler can be the other one, on the same processor: the order of the program is
// enough.
#include "runtime/instance/store.h"

#include <wexn/abi/stack.h>

#ifdef WEXN_BARE
static constexpr int kOneOrder = __ATOMIC_RELAXED;
static void keep_order() { __atomic_signal_fence(__ATOMIC_SEQ_CST); }
#else
static constexpr int kOneOrder = __ATOMIC_SEQ_CST;
static void keep_order() {}
#endif

namespace wexn::rt {

void set_interrupt_limit(wexn_store *store) {
  __atomic_store_n(&store->head.interrupt_limit, store->head.stack_limit, kOneOrder);
  keep_order();
  if (__atomic_load_n(&store->interrupt, kOneOrder))
    __atomic_store_n(&store->head.interrupt_limit, WEXN_INTERRUPTED, kOneOrder);
}

bool interrupt_waits(const wexn_store *store) {
  return __atomic_load_n(&store->head.interrupt_limit, kOneOrder) == WEXN_INTERRUPTED;
}

bool take_interrupt(wexn_store *store) {
  if (!interrupt_waits(store))
    return false;
  __atomic_store_n(&store->interrupt, false, kOneOrder);
  keep_order();
  set_interrupt_limit(store); // another one that comes meanwhile stays
  return true;
}

} // namespace wexn::rt

using namespace wexn::rt;

bool wexn_interrupt(wexn_store *store) {
  if (!__atomic_load_n(&store->interruptible, __ATOMIC_RELAXED))
    return false;
  __atomic_store_n(&store->interrupt, true, kOneOrder);
  keep_order();
  __atomic_store_n(&store->head.interrupt_limit, WEXN_INTERRUPTED, kOneOrder);
  return true;
}

bool wexn_clear_interrupt(wexn_store *store) { return take_interrupt(store); }
