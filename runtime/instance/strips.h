// Long work of the runtime in strips, after each of which an interrupt of the store ends it: after
// the last, too, for loops of such work are hardly ever in compiled code, where a signal ends them.
// On bare metal, where memories are small, all of it at once.
#ifndef WEXN_RUNTIME_STRIPS_H
#define WEXN_RUNTIME_STRIPS_H

#include "runtime/instance/store.h"

namespace wexn::rt {

constexpr uint64_t kStripBytes = uint64_t{1} << 20;

// Also at the end of what is short: where such calls follow each other, processors take signals in
// them only, since compiled code does nothing in between that takes any time.
inline void stop_if_interrupted(wexn_store *store) {
  if (interrupt_waits(store) && take_interrupt(store))
    raise_trap(store, WEXN_TRAP_Interrupted);
}

// Calls work(start, count) for strips of `count` things, `strip` at most each; backwards from the
// last.
template <typename Work>
void in_strips(wexn_store *store, uint64_t count, uint64_t strip, bool backwards, Work work) {
#ifdef WEXN_BARE
  (void)store, (void)strip, (void)backwards;
  work(uint64_t{0}, count);
#else
  for (uint64_t done = 0; done != count;) {
    const uint64_t now = count - done < strip ? count - done : strip;
    work(backwards ? count - done - now : done, now);
    done += now;
    stop_if_interrupted(store);
  }
#endif
}

inline void move_bytes(wexn_store *store, void *to, const void *from, uint64_t count) {
  auto *out = static_cast<uint8_t *>(to);
  const auto *in = static_cast<const uint8_t *>(from);
  const bool backwards = reinterpret_cast<uintptr_t>(out) - reinterpret_cast<uintptr_t>(in) < count;
  in_strips(store, count, kStripBytes, backwards,
            [=](uint64_t start, uint64_t n) { __builtin_memmove(out + start, in + start, n); });
}

} // namespace wexn::rt
#endif
