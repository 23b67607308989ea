// Blocks and reservations kept for reuse.
#include "runtime/instance/reuse.h"
#include "runtime/instance/memory.h"

#include <wexn/port.h>

namespace wexn::rt {

// A few addresses, each taken and put with one atomic operation. 0: free.
struct Shelf {
  static constexpr uint32_t kMost = 8;
  uint32_t size; // slots that are used
  uintptr_t slots[kMost];
  uintptr_t *begin() { return slots; }
  uintptr_t *end() { return slots + size; }

  uintptr_t take() {
    for (uintptr_t &slot : *this)
      if (__atomic_load_n(&slot, __ATOMIC_RELAXED) != 0)
        if (const uintptr_t value = __atomic_exchange_n(&slot, uintptr_t{0}, __ATOMIC_ACQUIRE))
          return value;
    return 0;
  }
  bool put(uintptr_t value) {
    for (uintptr_t &slot : *this) {
      uintptr_t empty = 0;
      if (__atomic_compare_exchange_n(&slot, &empty, value, false, __ATOMIC_RELEASE,
                                      __ATOMIC_RELAXED))
        return true;
    }
    return false;
  }
  bool full() {
    for (const uintptr_t &slot : *this)
      if (__atomic_load_n(&slot, __ATOMIC_RELAXED) == 0)
        return false;
    return true;
  }
};

static Shelf blocks = {8, {}};
// By whether they have 64-bit indices: those take more of the address space.
static Shelf guarded[2] = {{8, {}}, {2, {}}};

// In an address on the shelves of reservations: the first kKeptCommitted bytes are committed.
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

// More is reserved than is wanted, and what lies around it goes.
static uint8_t *reserve_guarded(bool is64) {
  const uint64_t bytes = guard_reservation(is64), align = is64 ? 0 : kGuardAlign;
  auto *start = static_cast<uint8_t *>(wexn_port_reserve(guard_before(is64) + bytes + align));
  if (start == nullptr || align == 0)
    return start != nullptr ? start + guard_before(is64) : nullptr;
  const uint64_t before = -reinterpret_cast<uintptr_t>(start) & (align - 1);
  if (before != 0)
    wexn_port_release(start, before);
  wexn_port_release(start + before + bytes, align - before);
  return start + before;
}

uint8_t *take_guarded(bool is64, uint64_t *committed) {
  const uintptr_t kept = guarded[is64].take();
  *committed = (kept & kCommittedMark) != 0 ? kKeptCommitted : 0;
  return kept != 0 ? reinterpret_cast<uint8_t *>(kept & ~kCommittedMark) : reserve_guarded(is64);
}

void give_guarded(uint8_t *base, bool is64, uint64_t committed) {
  if (!guarded[is64].full() &&
      (committed <= kKeptCommitted ||
       wexn_port_decommit(base + kKeptCommitted, committed - kKeptCommitted))) {
    if (committed != 0)
      __builtin_memset(base, 0, kKeptCommitted);
    const uintptr_t kept =
        reinterpret_cast<uintptr_t>(base) | (committed != 0 ? kCommittedMark : 0);
    if (guarded[is64].put(kept))
      return;
  }
  wexn_port_release(base - guard_before(is64), guard_before(is64) + guard_reservation(is64));
}

} // namespace wexn::rt
