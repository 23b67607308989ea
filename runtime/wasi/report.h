// How a program tells its user the outcome of calls into the module.
#pragma once

#include "runtime/wasi/options.h"

namespace wexn::wasi {

// The calling thread ends the program: others that want to, too, wait here until it has.
void begin_end();

// Exit status of the process after a call that ended with `status`. Prints traps and uncaught
// exceptions with a backtrace to standard error, and which `thread` of the guest they ended; 0: the
// first. `instance` may be null. Unless the status is WEXN_OK, the program is to end now.
int exit_status(wexn_store *store, wexn_instance *instance, wexn_status status,
                uint32_t thread = 0);

// Calls the export `name` with one number for each parameter and prints its results, one a line.
int invoke(wexn_store *store, wexn_instance *instance, const char *name, const char *const *args,
           uint32_t num_args);

} // namespace wexn::wasi
