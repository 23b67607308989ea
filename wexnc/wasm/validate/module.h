// The parts of validate_module() (binary/decode.h).
#pragma once

#include "wexnc/support/result.h"
#include "wexnc/wasm/module.h"

namespace wexn::wasm {

[[nodiscard]] Status validate_types(Module &module);

} // namespace wexn::wasm
