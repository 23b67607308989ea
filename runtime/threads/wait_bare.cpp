// memory.atomic.wait and notify on bare metal, where one thread is all there is: nobody can notify
// a waiter, so only a timeout ends a wait, and one without is a trap.
#include "runtime/instance/store.h"

#include <wexn/port.h>

using namespace wexn::rt;

static uint32_t wait(wexn_instance *instance, bool equal, int64_t timeout) {
  if (!equal)
    return WEXN_WAIT_NOT_EQUAL;
  if (timeout < 0)
    raise_trap(instance->store, WEXN_TRAP_EndlessWait);
  const uint64_t begin = wexn_port_now();
  while (wexn_port_now() - begin < static_cast<uint64_t>(timeout)) {
  }
  return WEXN_WAIT_TIMED_OUT;
}

WEXN_CALLED uint32_t wexn_rt_atomic_wait32(wexn_instance *instance, const uint32_t *address,
                                           uint32_t expected, int64_t timeout) {
  return wait(instance, __atomic_load_n(address, __ATOMIC_SEQ_CST) == expected, timeout);
}

WEXN_CALLED uint32_t wexn_rt_atomic_wait64(wexn_instance *instance, const uint64_t *address,
                                           uint64_t expected, int64_t timeout) {
  return wait(instance, __atomic_load_n(address, __ATOMIC_SEQ_CST) == expected, timeout);
}

WEXN_CALLED uint32_t wexn_rt_atomic_notify(const void *, uint32_t) { return 0; }
