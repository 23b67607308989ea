#pragma once

namespace wexn::ir {

// A function in which the base of the segment GS is memory 0's base of its instance (its first
// argument), from its first instruction to its last (memory_segment.h has why).
inline constexpr const char *kSegmentAttribute = "wexn-segment";
// A call through a pointer that finds none but such functions of the same instance.
inline constexpr const char *kOwnCallAttribute = "wexn-own-call";

} // namespace wexn::ir
