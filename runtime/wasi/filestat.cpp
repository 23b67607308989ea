// Host file attributes and times <-> WASI's.
#include "runtime/wasi/filestat.h"

#include <fcntl.h>
#include <sys/stat.h>

namespace wexn::wasi {

static constexpr uint64_t SECOND = 1'000'000'000;

uint64_t nanoseconds(const timespec &time) {
  if (time.tv_sec < 0)
    return 0;
  return static_cast<uint64_t>(time.tv_sec) * SECOND + static_cast<uint64_t>(time.tv_nsec);
}

timespec timespec_from(uint64_t nanoseconds) {
  return {static_cast<time_t>(nanoseconds / SECOND), static_cast<long>(nanoseconds % SECOND)};
}

Filestat filestat_from_host(const struct stat &st) {
  Filestat out{};
  out.dev = st.st_dev;
  out.ino = st.st_ino;
  out.filetype = filetype_from_mode(st.st_mode);
  out.nlink = st.st_nlink;
  out.size = static_cast<uint64_t>(st.st_size);
  out.atim = nanoseconds(st.st_atim);
  out.mtim = nanoseconds(st.st_mtim);
  out.ctim = nanoseconds(st.st_ctim);
  return out;
}

void OutFilestat::set(const Filestat &stat) const {
  if (!snapshot0) {
    std::memcpy(bytes, &stat, sizeof stat);
    return;
  }
  FilestatSnapshot0 old{};
  old.dev = stat.dev;
  old.ino = stat.ino;
  old.filetype = stat.filetype;
  old.nlink = static_cast<uint32_t>(stat.nlink);
  old.size = stat.size;
  old.atim = stat.atim;
  old.mtim = stat.mtim;
  old.ctim = stat.ctim;
  std::memcpy(bytes, &old, sizeof old);
}

Errno times_to_host(uint64_t atim, uint64_t mtim, FstFlags which, timespec (&times)[2]) {
  struct Choice {
    unsigned set, now;
    uint64_t time;
  } choices[2] = {{FST_ATIM, FST_ATIM_NOW, atim}, {FST_MTIM, FST_MTIM_NOW, mtim}};
  for (int i = 0; i < 2; i++) {
    bool set = which.has(choices[i].set), now = which.has(choices[i].now);
    if (set && now)
      return Errno::inval;
    times[i] = set ? timespec_from(choices[i].time) : timespec{0, now ? UTIME_NOW : UTIME_OMIT};
  }
  return Errno::success;
}

} // namespace wexn::wasi
