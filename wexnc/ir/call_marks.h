// What is written on functions for the passes that look at calls.
#pragma once

namespace wexn::ir {

// Of a function that traps for an element of a table: (vmctx, element).
inline constexpr const char *kWrongElementAttribute = "wexn-wrong-element";

} // namespace wexn::ir
