// Constants and result patterns of test scripts (spec repository: "interpreter / Scripts").
#pragma once

#include "tests/spec/script.h"
#include "wexnc/wasm/text/context.h"

namespace wexn::wasm {

// (i32.const 7), (ref.null extern), (ref.extern 1), ...
[[nodiscard]] Result<ScriptValue> parse_script_constant(TokenCursor &cursor);
// The same, or a pattern: (f32.const nan:canonical), (ref.func), (either ...), ...
[[nodiscard]] Result<ScriptValue> parse_script_pattern(TokenCursor &cursor);

} // namespace wexn::wasm
