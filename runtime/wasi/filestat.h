// Host file attributes and times in WASI's form, for fd.cpp and path.cpp.
#pragma once

#include "runtime/wasi/guest.h"

#include <ctime>

struct stat;

namespace wexn::wasi {

Filestat filestat_from_host(const struct stat &st);

// Nanoseconds since 1970; what lies before is 0.
uint64_t nanoseconds(const timespec &time);
timespec timespec_from(uint64_t nanoseconds);

// The two times for utimensat. inval: both "this time" and "now" are asked for.
Errno times_to_host(uint64_t atim, uint64_t mtim, FstFlags which, timespec (&times)[2]);

} // namespace wexn::wasi
