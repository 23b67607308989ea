// WASI's clocks as the host's, for clock.cpp and poll.cpp.
#pragma once

#include <cstdint>
#include <ctime>

namespace wexn::wasi {

// false: there is no clock of this number.
bool clock_from_guest(uint32_t id, clockid_t &out);

} // namespace wexn::wasi
