// --emit=exe: whether the program will have all that its module imports.
#pragma once

#include "wexnc/support/result.h"
#include "wexnc/wasm/module.h"

namespace wexn {

// A program that is linked here has WASI's functions, and what threads of WASI need, and nothing
// else. `stub_imports`: functions that it has not are made up. UnknownImports: names all that are
// missing.
[[nodiscard]] Status check_imports(const wasm::Module &module, bool stub_imports);

} // namespace wexn
