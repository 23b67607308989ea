// What is written on functions that are a module's own, in contrast to thunks.
#pragma once

namespace wexn::ir {

// Its index in the module, decimal. Of what a pass makes besides them: unwind::kNoFunction.
inline constexpr const char *kFuncIndexAttribute = "wexn-func";

} // namespace wexn::ir
