// Makes a program that goes wrong smaller: one function, one call, fewer statements.
#pragma once

#include "tests/random/differ.h"

namespace wexn::random {

// REQUIRES: `program` has one function, and differs in `mode`. Gives up improving after `seconds`.
[[nodiscard]] Program reduce(const Program &program, const Mode &mode,
                             const Environment &environment, unsigned seconds);

} // namespace wexn::random
