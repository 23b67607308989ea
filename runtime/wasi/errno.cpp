// Host errno -> WASI error code, from the rows of errno.def.
#include "runtime/wasi/types.h"

#include <cerrno>
#include <cstring>

namespace wexn::wasi {

static constexpr int HOST[] = {
#define ERRNO(name, host) host,
#include "runtime/wasi/errno.def"
};

Errno errno_from_host(int host) {
  for (unsigned code = 0; code < sizeof HOST / sizeof *HOST; code++)
    if (HOST[code] == host && host != 0)
      return static_cast<Errno>(code);
  return Errno::io;
}

const char *errno_text(Errno code) {
  if (code == Errno::notcapable)
    return "Capabilities insufficient";
  return ::strerror(HOST[static_cast<unsigned>(code)]);
}

} // namespace wexn::wasi
