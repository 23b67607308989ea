// random_get: the kernel's generator, so much at a time that an interrupt has not to wait long.
#include "runtime/wasi/guest.h"
#include "runtime/wasi/signals.h"

#include <cerrno>
#include <sys/random.h>

namespace wexn::wasi {

Errno random_get(Call &call, Bytes buffer) {
  constexpr size_t AT_ONCE = size_t{1} << 20;
  size_t done = 0;
  while (done < buffer.size) {
    size_t left = buffer.size - done;
    ssize_t got = ::getrandom(buffer.data + done, left < AT_ONCE ? left : AT_ONCE, 0);
    if (got > 0)
      done += static_cast<size_t>(got);
    else if (errno != EINTR)
      return errno_from_host(errno);
    if (done < buffer.size && !goes_on(*call.state))
      return Errno::intr;
  }
  return Errno::success;
}

} // namespace wexn::wasi
