// The attribute of functions that run on the guest's stack: where they find the store, whose stack
// limit they are checked against (optimize/stack_check.cpp, emit/frame_check.h).
#pragma once

namespace wexn::ir {

inline constexpr const char *kStackAttribute = "wexn-stack";
// Its values.
inline constexpr const char *kStoreOfInstance = "instance"; // the first argument is an instance
inline constexpr const char *kStoreOfHostFunc = "host";     // the first one is a wexn_host_func
inline constexpr const char *kStoreItself = "store";        // the fourth one

// Of a function that calls itself by way of a copy without a check (optimize/paired_checks.h).
inline constexpr const char *kPairAttribute = "wexn-pair";
// Its values.
inline constexpr const char *kChecked = "checked";
inline constexpr const char *kUnchecked = "unchecked";

} // namespace wexn::ir
