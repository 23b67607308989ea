// Waiting for what other threads do soon, and a lock for what is short.
#ifndef WEXN_RUNTIME_LOCK_H
#define WEXN_RUNTIME_LOCK_H

#include <wexn/port.h>

namespace wexn::rt {

// As long as two or three microseconds, about what sleeping and being woken take.
constexpr uint32_t kLooks = 100;

inline void pause_thread() {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  asm volatile("isb"); // what yield should be
#endif
}

// Whether `done` now or after so many looks.
template <typename Done> bool soon(uint32_t looks, Done done) {
  for (; !done(); --looks) {
    if (looks == 0)
      return false;
    pause_thread();
  }
  return true;
}

// Zero: free.
class Lock {
public:
  void lock() {
    if (!take())
      lock_held();
  }
  void unlock() {
    if (__atomic_exchange_n(&state_, kFree, __ATOMIC_RELEASE) == kContended)
      wexn_port_wake(&state_);
  }

private:
  static constexpr uint32_t kFree = 0, kHeld = 1, kContended = 2; // somebody may be waiting
  bool take() {
    uint32_t state = kFree;
    return __atomic_compare_exchange_n(&state_, &state, kHeld, false, __ATOMIC_ACQUIRE,
                                       __ATOMIC_RELAXED);
  }
  void lock_held(); // wait.cpp
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
