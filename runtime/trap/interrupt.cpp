// Ending compiled code from outside: from another thread, or a signal or interrupt handler. What
// compiled code compares with where it calls, and in loops if it was compiled with --interruptible,
// is head.stack_limit; `interrupt` is there so that the owner of the store never loses an interrupt
// when it writes that limit itself. Only loads and stores, in one order for all threads: the
// interrupter sets the flag before the limit, the owner reads the flag after it has set the limit.
// Without an operating system only an interrupt handler can be the other one, on the same
// processor: the order of the program is enough. Elsewhere signals do the rest (preempt.cpp).
#include "runtime/instance/store.h"

#ifdef WEXN_BARE
static void keep_order() { __atomic_signal_fence(__ATOMIC_SEQ_CST); }
#else
static void keep_order() {}
#endif

namespace wexn::rt {

void set_head_limit(wexn_store *store) {
  __atomic_store_n(&store->head.stack_limit, store->stack_limit, kOneOrder);
  keep_order();
  if (__atomic_load_n(&store->interrupt, kOneOrder))
    __atomic_store_n(&store->head.stack_limit, WEXN_INTERRUPTED, kOneOrder);
}

bool take_interrupt(wexn_store *store) {
  if (!interrupt_waits(store))
    return false;
  __atomic_store_n(&store->interrupt, false, kOneOrder);
  keep_order();
  set_head_limit(store); // another one that comes meanwhile stays
  return true;
}

#ifndef WEXN_BARE
uint32_t why_none(wexn_store *store) {
  return take_interrupt(store) ? WEXN_TRAP_Interrupted : WEXN_TRAP_OutOfMemory;
}
#endif

} // namespace wexn::rt

using namespace wexn::rt;

bool wexn_interrupt(wexn_store *store) {
#ifndef WEXN_BARE
  const InterruptOps *signals = __atomic_load_n(&store->signals, __ATOMIC_ACQUIRE);
#else
  constexpr const void *signals = nullptr;
#endif
  if (signals == nullptr && !__atomic_load_n(&store->interruptible, __ATOMIC_RELAXED))
    return false;
  __atomic_store_n(&store->interrupt, true, kOneOrder);
  keep_order();
  __atomic_store_n(&store->head.stack_limit, WEXN_INTERRUPTED, kOneOrder);
#ifndef WEXN_BARE
  if (signals != nullptr)
    signals->ask(store);
#endif
  return true;
}

bool wexn_interrupt_waits(const wexn_store *store) { return interrupt_waits(store); }
bool wexn_clear_interrupt(wexn_store *store) { return take_interrupt(store); }
