// Blocks and reservations kept for reuse.
#include "runtime/instance/reuse.h"
#include "runtime/instance/memory.h"

#include <wexn/port.h>

namespace wexn::rt {

// A few addresses, each taken and put with one atomic operation. 0: free.
struct Shelf {
  static constexpr uint32_t kSize = 8;
  uintptr_t slots[kSize];

  uintptr_t take() {
    for (uintptr_t &slot : slots)
      if (__atomic_load_n(&slot, __ATOMIC_RELAXED) != 0)
        if (const uintptr_t value = __atomic_exchange_n(&slot, uintptr_t{0}, __ATOMIC_ACQUIRE))
          return value;
    return 0;
  }
  bool put(uintptr_t value) {
    for (uintptr_t &slot : slots) {
      uintptr_t empty = 0;
      if (__atomic_compare_exchange_n(&slot, &empty, value, false, __ATOMIC_RELEASE,
                                      __ATOMIC_RELAXED))
        return true;
    }
    return false;
  }
  bool full() const {
    for (const uintptr_t &slot : slots)
      if (__atomic_load_n(&slot, __ATOMIC_RELAXED) == 0)
        return false;
    return true;
  }
};

static Shelf blocks, guarded;

static constexpr uint64_t kKeptReservation = guard_reservation(/*is64=*/false);
// In an address on the shelf `guarded`: the first kKeptCommitted bytes are committed.
static constexpr uintptr_t kCommittedMark = 1;

uint8_t *take_block() {
  const uintptr_t kept = blocks.take();
  return kept != 0 ? reinterpret_cast<uint8_t *>(kept)
                   : static_cast<uint8_t *>(wexn_port_pages(kBlockSize));
}

void give_block(uint8_t *block, uint64_t used) {
  if (!blocks.full()) {
    __builtin_memset(block, 0, used);
    if (blocks.put(reinterpret_cast<uintptr_t>(block)))
      return;
  }
  wexn_port_release(block, kBlockSize);
}

uint8_t *take_guarded(uint64_t reserved, uint64_t *committed) {
  const uintptr_t kept = reserved == kKeptReservation ? guarded.take() : 0;
  *committed = (kept & kCommittedMark) != 0 ? kKeptCommitted : 0;
  return kept != 0 ? reinterpret_cast<uint8_t *>(kept & ~kCommittedMark)
                   : static_cast<uint8_t *>(wexn_port_reserve(reserved));
}

void give_guarded(uint8_t *base, uint64_t reserved, uint64_t committed) {
  if (reserved == kKeptReservation && !guarded.full()) {
    if (committed > kKeptCommitted)
      wexn_port_decommit(base + kKeptCommitted, committed - kKeptCommitted);
    if (committed != 0)
      __builtin_memset(base, 0, kKeptCommitted);
    if (guarded.put(reinterpret_cast<uintptr_t>(base) | (committed != 0 ? kCommittedMark : 0)))
      return;
  }
  wexn_port_release(base, reserved);
}

} // namespace wexn::rt
