// What is said before the process is ended, on Linux and Darwin. A file of its own: programs that
// catch no signals link nothing of posix_fault.cpp.
#include <wexn/port.h>

#if defined(__linux__)
#include <errno.h>
#include <unistd.h>
#else
#include "runtime/port/threads_darwin.h"
#endif

void wexn_port_error(const char *text, size_t bytes) {
  while (bytes != 0) {
    const auto n = write(STDERR_FILENO, text, bytes);
    if (n < 0 && errno == EINTR)
      continue;
    if (n <= 0)
      return;
    text += n;
    bytes -= static_cast<size_t>(n);
  }
}
