// Running another program and waiting for it.
#pragma once

#include "wexnc/support/result.h"

#include <string>
#include <vector>

namespace wexn {

// Runs args[0], found through PATH, with our standard streams. Returns its exit status.
// Errors: LinkFailed, when it cannot be run or was killed by a signal.
[[nodiscard]] Result<int> run_program(const std::vector<std::string> &args);

} // namespace wexn
