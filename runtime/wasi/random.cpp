// random_get: the kernel's generator.
#include "runtime/wasi/guest.h"

#include <cerrno>
#include <sys/random.h>

namespace wexn::wasi {

Errno random_get(Call &, Bytes buffer) {
  size_t done = 0;
  while (done < buffer.size) {
    ssize_t got = ::getrandom(buffer.data + done, buffer.size - done, 0);
    if (got > 0)
      done += static_cast<size_t>(got);
    else if (errno != EINTR)
      return errno_from_host(errno);
  }
  return Errno::success;
}

} // namespace wexn::wasi
