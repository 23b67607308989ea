// Subtyping between types of one module (spec: "Validation / Matching").
#pragma once

#include "wexnc/wasm/module.h"

namespace wexn::wasm {

// Whether `sub` is a subtype of `super` or the same. Both types belong to `module`.
[[nodiscard]] bool matches(const Module &module, const ValType &sub, const ValType &super);
[[nodiscard]] bool matches(const Module &module, const HeapType &sub, const HeapType &super);

// The top of the hierarchy that `type` is in: Func, Extern, Any or Exn.
[[nodiscard]] HeapKind top_of(const Module &module, const HeapType &type);

} // namespace wexn::wasm
