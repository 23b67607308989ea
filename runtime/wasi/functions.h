// The table of all WASI functions, expanded from wasi.def: what an import is resolved with.
#pragma once

#include "runtime/wasi/state.h"

#include <span>

namespace wexn::wasi {

struct Function {
  std::string_view name;
  std::string_view params;  // one letter a Wasm value: i for i32, I for i64
  std::string_view results; // "i" (the error code) or ""
  wexn_slots_fn *entry;     // env: Call *
};

std::span<const Function> functions();
// Null: there is no such function.
const Function *find_function(std::string_view name);
// Whether the import's type is the function's.
bool signature_matches(const Function &function, const wexn_type &type);

} // namespace wexn::wasi
