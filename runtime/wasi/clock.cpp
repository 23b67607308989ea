// clock_*: the host's clocks.
#include "runtime/wasi/clock.h"

#include "runtime/wasi/filestat.h"

#include <cerrno>

namespace wexn::wasi {

bool clock_from_guest(uint32_t id, clockid_t &out) {
  switch (id) {
  case CLOCK_REALTIME_ID:
    out = CLOCK_REALTIME;
    return true;
  case CLOCK_MONOTONIC_ID:
    out = CLOCK_MONOTONIC;
    return true;
  case CLOCK_PROCESS_ID:
    out = CLOCK_PROCESS_CPUTIME_ID;
    return true;
  case CLOCK_THREAD_ID:
    out = CLOCK_THREAD_CPUTIME_ID;
    return true;
  default:
    return false;
  }
}

Errno clock_res_get(Call &, uint32_t clock, Out<uint64_t> resolution) {
  clockid_t id;
  timespec time;
  if (!clock_from_guest(clock, id))
    return Errno::inval;
  if (::clock_getres(id, &time) != 0)
    return errno_from_host(errno);
  resolution.set(nanoseconds(time));
  return Errno::success;
}

Errno clock_time_get(Call &, uint32_t clock, uint64_t, Out<uint64_t> time) {
  clockid_t id;
  timespec now;
  if (!clock_from_guest(clock, id))
    return Errno::inval;
  if (::clock_gettime(id, &now) != 0)
    return errno_from_host(errno);
  time.set(nanoseconds(now));
  return Errno::success;
}

} // namespace wexn::wasi
