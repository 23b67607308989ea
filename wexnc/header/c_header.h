// wasm::Module -> the C header of its imports and exports (--header), valid C11 and C++. It goes
// with the object of the same module and module name; wexn/wexn.h has the interface it builds on.
#pragma once

#include "wexnc/wasm/module.h"

#include <string>
#include <string_view>

namespace wexn {

// REQUIRES: the module was validated; `name` is the C identifier that the object was compiled with,
// `instance_size` what its instances take; `functypes`: it has code for functions of the host of all
// types (--host-functions).
[[nodiscard]] std::string c_header(const wasm::Module &module, std::string_view name,
                                   uint64_t instance_size, bool functypes);

} // namespace wexn
