// proc_*, sched_yield.
#include "runtime/wasi/guest.h"

#include <sched.h>
#include <wexn/wexn.h>

namespace wexn::wasi {

// Ends all compiled code up to the host's call as a trap with the code Exit, so that the embedder's
// destructors run.
void proc_exit(Call &call, uint32_t status) { ::wexn_raise_exit(call.state->store, status); }

// A guest has no signals. The function is deprecated.
Errno proc_raise(Call &, uint32_t) { return Errno::nosys; }

Errno sched_yield(Call &) {
  ::sched_yield();
  return Errno::success;
}

} // namespace wexn::wasi
