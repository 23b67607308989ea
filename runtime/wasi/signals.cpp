// See signals.h. Both signals are sent to the thread that made the call, before the call returns,
// so that they are pending here or not at all.
#include "runtime/wasi/signals.h"

#include <ctime>

namespace wexn::wasi {
namespace {

constexpr int RAISED[] = {SIGPIPE, SIGXFSZ};

} // namespace

QuietCalls::QuietCalls(const State &state) : active_(!state.own_process) {
  if (!active_)
    return;
  sigset_t raised;
  ::sigemptyset(&raised);
  for (int signal : RAISED)
    ::sigaddset(&raised, signal);
  ::pthread_sigmask(SIG_BLOCK, &raised, &before_);
  // What was not blocked cannot have been pending.
  ::sigemptyset(&pending_);
  for (int signal : RAISED)
    if (::sigismember(&before_, signal)) {
      ::sigpending(&pending_);
      break;
    }
}

QuietCalls::~QuietCalls() {
  if (!active_)
    return;
  int error = errno;
  for (int signal : RAISED) {
    if (complete_ || ::sigismember(&pending_, signal))
      continue;
    sigset_t one;
    ::sigemptyset(&one);
    ::sigaddset(&one, signal);
    static constexpr timespec AT_ONCE{};
    while (::sigtimedwait(&one, nullptr, &AT_ONCE) < 0 && errno == EINTR) {
    }
  }
  ::pthread_sigmask(SIG_SETMASK, &before_, nullptr);
  errno = error;
}

} // namespace wexn::wasi
