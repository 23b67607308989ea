// A store that interrupts itself when time has passed.
#include "runtime/instance/store.h"

#include <wexn/port.h>

namespace wexn::rt {

static uint64_t ring(wexn_alarm *alarm) {
  wexn_interrupt(reinterpret_cast<wexn_store *>(reinterpret_cast<uint8_t *>(alarm) -
                                                offsetof(wexn_store, alarm)));
  return 0;
}

static void release(wexn_store *store) { (void)wexn_port_set_alarm(&store->alarm, 0); }

} // namespace wexn::rt

using namespace wexn::rt;

bool wexn_store_set_deadline(wexn_store *store, uint64_t nanoseconds) {
  if (nanoseconds != 0 && !wexn_store_enable_interrupts(store) && !store->interruptible)
    return false;
  store->alarm.ring = ring;
  store->release_alarm = release; // by wexn_store_delete
  return wexn_port_set_alarm(&store->alarm, nanoseconds);
}
