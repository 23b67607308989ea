// Object + runtime -> executable, through the system's compiler driver, which knows the C library
// and its start files.
#pragma once

#include "wexnc/options.h"
#include "wexnc/support/result.h"

#include <cstdint>
#include <span>

namespace wexn {

// Links `object` with the runtime and the WASI library to options.output, which appears complete or
// not at all. Errors: CannotWrite, CannotRead (no runtime), LinkFailed (the linker's message has
// been printed).
[[nodiscard]] Status link_executable(const Options &options, std::span<const uint8_t> object);

} // namespace wexn
