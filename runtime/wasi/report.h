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

// For stores of the program: what `wexn_store_new` gets.
wexn_store_config store_config();
// From now on traps and uncaught exceptions end the program where they happen, with SIGABRT. To be
// called before there are threads.
void abort_on_trap();
// What compiled code that the calling thread runs belongs to, for reports from within.
void set_reported(wexn_instance *const *instance, uint32_t thread);

// Calls the export `name` with one number for each parameter and prints its results, one a line.
int invoke(wexn_store *store, wexn_instance *instance, const char *name, const char *const *args,
           uint32_t num_args);

} // namespace wexn::wasi
