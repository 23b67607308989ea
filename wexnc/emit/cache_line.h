// How much code an x86 processor fetches at a time.
#pragma once

namespace wexn::emit {

inline constexpr unsigned kCacheLine = 64; // bytes

} // namespace wexn::emit
