// Binary format -> Module (spec: "Binary Format / Modules"), and the checks of everything outside
// function bodies (spec: "Validation / Modules").
#pragma once

#include "wexnc/support/result.h"
#include "wexnc/wasm/features.h"
#include "wexnc/wasm/module.h"

#include <span>

namespace wexn::wasm {

// Decodes all sections. Bodies are delimited but not looked into. `bytes` must outlive the module.
// Limits of the JavaScript-API appendix are enforced here.
[[nodiscard]] Result<Module> decode_module(std::span<const uint8_t> bytes,
                                           const Features &features);

// Validates types, imports, definitions, constant expressions, segments, exports and start; fills
// in TypeDef::canonical and Module::declared_refs. Bodies are left to FuncValidator.
[[nodiscard]] Status validate_module(Module &module, const Features &features);

// decode_module + validate_module + every body. For tools that do not translate (wexn-spec,
// fuzzers).
[[nodiscard]] Result<Module> decode_and_validate(std::span<const uint8_t> bytes,
                                                 const Features &features);

} // namespace wexn::wasm
