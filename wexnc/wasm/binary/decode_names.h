// The name section (spec: "Appendix / Custom Sections / Name Section").
#pragma once

#include "wexnc/wasm/module.h"

namespace wexn::wasm {

// Reads `section` into module.names, up to the first damage, which is no error. Names of things
// that the module does not have are left out.
void decode_names(const CustomSection &section, Module &module);

} // namespace wexn::wasm
