// What compiled code calls instead of memmove and memset when there may be much to do
// (wexnc/optimize/long_copies.h).
#include "runtime/instance/strips.h"

namespace wexn::rt {

// Most is short: then this costs a compare more than the C library's function, which is jumped to.
static bool at_once(const wexn_store *store, uint64_t count) {
  return count <= kStripBytes && !interrupt_waits(store);
}

[[gnu::noinline]] static void move_in_strips(wexn_store *store, uint8_t *to, const uint8_t *from,
                                             uint64_t count) {
  move_bytes(store, to, from, count);
}

[[gnu::noinline]] static void fill_in_strips(wexn_store *store, uint8_t *to, uint32_t value,
                                             uint64_t count) {
  in_strips(store, count, kStripBytes, false, [=](uint64_t start, uint64_t n) {
    __builtin_memset(to + start, static_cast<uint8_t>(value), n);
  });
}

} // namespace wexn::rt

using namespace wexn::rt;

WEXN_CALLED void wexn_rt_long_move(wexn_instance *instance, uint8_t *to, const uint8_t *from,
                                   uint64_t count) {
  if (at_once(instance->store, count))
    __builtin_memmove(to, from, count);
  else
    move_in_strips(instance->store, to, from, count);
}

WEXN_CALLED void wexn_rt_long_fill(wexn_instance *instance, uint8_t *to, uint32_t value,
                                   uint64_t count) {
  if (at_once(instance->store, count))
    __builtin_memset(to, static_cast<uint8_t>(value), count);
  else
    fill_in_strips(instance->store, to, value, count);
}
