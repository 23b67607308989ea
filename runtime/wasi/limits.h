// How much of the host a guest can make WASI functions take. man/wexn-security.7 lists them.
#pragma once

#include <cstdint>

namespace wexn::wasi {

// Descriptors that a guest opens, unless the configuration says otherwise: few enough to leave most
// of a process's 1,024 to the host.
constexpr uint32_t DEFAULT_DESCRIPTORS = 256;
// Subscriptions of one poll_oneoff: 64 bytes of the host each.
constexpr uint32_t MAX_SUBSCRIPTIONS = 16384;
// Positions in a directory that a descriptor keeps, the latest ones: 16 bytes each.
constexpr uint32_t MAX_POSITIONS = 65536;

} // namespace wexn::wasi
