// Which passes of the optimiser are left out of which functions and loops: those that take time
// with the square of something that a function has very much of, and those that would find nothing.
#pragma once

#include "llvm/ADT/Any.h"
#include "llvm/ADT/StringRef.h"

namespace wexn::optimize {

// `unit`: the function or loop, as pass instrumentation has it. Of all else, everything is wanted.
[[nodiscard]] bool is_wanted(llvm::StringRef pass, const llvm::Any &unit);

} // namespace wexn::optimize
