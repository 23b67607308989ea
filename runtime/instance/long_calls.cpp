// What compiled code calls instead of memmove and memset when there is much to do
// (wexnc/optimize/long_copies.h).
#include "runtime/instance/strips.h"

using namespace wexn::rt;

WEXN_CALLED void wexn_rt_long_move(wexn_instance *instance, uint8_t *to, const uint8_t *from,
                                   uint64_t count) {
  move_bytes(instance->store, to, from, count);
}

WEXN_CALLED void wexn_rt_long_fill(wexn_instance *instance, uint8_t *to, uint32_t value,
                                   uint64_t count) {
  in_strips(instance->store, count, kStripBytes, false, [=](uint64_t start, uint64_t n) {
    __builtin_memset(to + start, static_cast<uint8_t>(value), n);
  });
}
