// See large_pages.h.
#include "wexnc/support/large_pages.h"

#include <mimalloc.h>

#pragma weak mi_option_enable // what the sanitizers bring has no such thing

namespace wexn {

void use_large_pages() {
  if (mi_option_enable != nullptr)
    mi_option_enable(mi_option_large_os_pages);
}

} // namespace wexn
