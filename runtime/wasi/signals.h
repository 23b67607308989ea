// Host calls and signals. A guest has none: where a native program would get one, it gets the
// error.
#pragma once

#include "runtime/wasi/state.h"

#include <cerrno>
#include <csignal>
#include <wexn/wexn.h>

namespace wexn::wasi {

// Whether a host call that a signal handler interrupted is to be made again: not when the guest is
// to end (end_if_interrupted).
inline bool goes_on(const State &state) {
  return !state.store || !::wexn_interrupt_waits(state.store);
}

// At the end of a function of the guest's: the trap, if it is to end. Also where nothing waited: a
// loop of short calls is seldom in compiled code.
inline void end_if_interrupted(const State &state) {
  if (state.store && ::wexn_clear_interrupt(state.store))
    ::wexn_raise_trap(state.store, WEXN_TRAP_Interrupted);
}

// Makes the host call again that a signal handler of the host's interrupted.
template <typename F> auto uninterrupted(const State &state, F call) {
  auto result = call();
  while (result < 0 && errno == EINTR && goes_on(state))
    result = call();
  return result;
}

// For calls that may raise SIGPIPE (a pipe that nobody reads) or SIGXFSZ (a file beyond
// RLIMIT_FSIZE) at the calling thread, which would end the host. While an object of this lives, the
// two are blocked; what the call raised is taken back at the end. Their dispositions, which belong
// to the whole process, stay as they are. Does nothing where the process is the guest's alone.
class QuietCalls {
public:
  explicit QuietCalls(const State &state);
  ~QuietCalls();
  QuietCalls(const QuietCalls &) = delete;
  QuietCalls &operator=(const QuietCalls &) = delete;
  // The call did all that it was asked to and has raised nothing.
  void complete() { complete_ = true; }

private:
  bool active_, complete_ = false;
  sigset_t before_;  // the thread's blocked signals
  sigset_t pending_; // waited for delivery before: they are the host's
};

} // namespace wexn::wasi
