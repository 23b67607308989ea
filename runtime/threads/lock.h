// A lock for what is short. Spins not at all: whoever does not get it waits in the system.
#ifndef WEXN_RUNTIME_LOCK_H
#define WEXN_RUNTIME_LOCK_H

#include <wexn/port.h>

namespace wexn::rt {

// Zero: free.
class Lock {
public:
  void lock() {
    uint32_t state = kFree;
    if (__atomic_compare_exchange_n(&state_, &state, kHeld, false, __ATOMIC_ACQUIRE,
                                    __ATOMIC_RELAXED))
      return;
    while (__atomic_exchange_n(&state_, kContended, __ATOMIC_ACQUIRE) != kFree)
      wexn_port_wait(&state_, kContended, -1);
  }
  void unlock() {
    if (__atomic_exchange_n(&state_, kFree, __ATOMIC_RELEASE) == kContended)
      wexn_port_wake(&state_);
  }

private:
  static constexpr uint32_t kFree = 0, kHeld = 1, kContended = 2; // somebody may be waiting
  uint32_t state_;
};

class Locked {
public:
  explicit Locked(Lock &lock) : lock_(lock) { lock_.lock(); }
  ~Locked() { lock_.unlock(); }
  Locked(const Locked &) = delete;
  Locked &operator=(const Locked &) = delete;

private:
  Lock &lock_;
};

} // namespace wexn::rt

#endif
