// Broken invariants end the program in every build.
#include "runtime/instance/store.h"

#include <wexn/port.h>

namespace wexn::rt {

void bug(const char *message) {
  static const char head[] = "wexn runtime: ";
  wexn_port_error(head, sizeof head - 1);
  wexn_port_error(message, __builtin_strlen(message));
  wexn_port_error("\n", 1);
  wexn_port_abort();
}

} // namespace wexn::rt
