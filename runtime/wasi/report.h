// How a program tells its user the outcome of calls into the module.
#pragma once

#include "runtime/wasi/options.h"

namespace wexn::wasi {

// Exit status of the process after a call that ended with `status`. Prints traps and uncaught
// exceptions with a backtrace to standard error. `instance` may be null.
int exit_status(wexn_store *store, wexn_instance *instance, wexn_status status);

// Calls the export `name` with one number for each parameter and prints its results, one a line.
int invoke(wexn_store *store, wexn_instance *instance, const char *name, const char *const *args,
           uint32_t num_args);

} // namespace wexn::wasi
