// See exhausted.h. What is called from signal handlers and without memory allocates nothing.
#include "wexnc/support/exhausted.h"

#include <atomic>
#include <csignal>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <new>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <unistd.h>

namespace wexn {
namespace {

// More than ever are there at once. Copies, as strings move.
std::atomic<char *> temporaries[4];

void remove_temporaries() {
  for (std::atomic<char *> &slot : temporaries)
    if (const char *path = slot.load())
      ::unlink(path);
}

[[noreturn]] void give_up(const char *message) {
  remove_temporaries();
  // Nothing can be done if the message cannot be written.
  [[maybe_unused]] const ssize_t n = ::write(STDERR_FILENO, message, std::strlen(message));
  ::_exit(1);
}

void out_of_time(int) {
  give_up(
      "wexnc: error: the processor time that is allowed (ulimit -t) is used up; -O1 or -O0 take "
      "less\n");
}

void end(int signal) {
  remove_temporaries();
  std::signal(signal, SIG_DFL);
  ::raise(signal);
}

// Where the limit cannot be raised, the kernel ends the process without a word when it is reached:
// the message comes a tenth of a second before.
void watch_time() {
  struct rlimit limit;
  if (::getrlimit(RLIMIT_CPU, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY)
    return;
  std::signal(SIGXCPU, out_of_time);
  if (limit.rlim_max == RLIM_INFINITY || limit.rlim_max == 0)
    return;
  struct rusage used;
  ::getrusage(RUSAGE_SELF, &used);
  const auto micros = [](const timeval &t) { return int64_t{t.tv_sec} * 1000000 + t.tv_usec; };
  const int64_t left = static_cast<int64_t>(limit.rlim_max) * 1000000 - 100000 -
                       micros(used.ru_utime) - micros(used.ru_stime);
  if (limit.rlim_max > INT64_C(1) << 32 || left <= 0)
    return;
  std::signal(SIGPROF, out_of_time);
  struct itimerval timer = {};
  timer.it_value = {static_cast<time_t>(left / 1000000), static_cast<suseconds_t>(left % 1000000)};
  ::setitimer(ITIMER_PROF, &timer, nullptr);
}

// The first of this process's code that runs: libraries that begin without memory (the allocator
// is one) end the process without a word. With less than its own code takes, the kernel does.
void look_for_memory() {
  constexpr size_t kLeast = size_t{8} << 20;
  void *room = ::mmap(nullptr, kLeast, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (room == MAP_FAILED)
    out_of_memory();
  ::munmap(room, kLeast);
}
[[gnu::section(".preinit_array"), gnu::used]] void (*const kFirst)() = look_for_memory;

} // namespace

void out_of_memory() {
  give_up(
      "wexnc: error: out of memory, or of what ulimit -v allows; -j 1, -O1 and -O0 take less\n");
}

void watch_for_exhaustion() {
  std::set_new_handler(out_of_memory);
  watch_time();
  for (const int signal : {SIGHUP, SIGINT, SIGTERM})
    if (std::signal(signal, end) == SIG_IGN)
      std::signal(signal, SIG_IGN);
}

void remember_temporary(const std::string &path) {
  for (std::atomic<char *> &slot : temporaries) {
    char *none = nullptr;
    if (slot.load() == nullptr) {
      char *copy = ::strdup(path.c_str());
      if (copy == nullptr)
        out_of_memory();
      if (slot.compare_exchange_strong(none, copy))
        return;
      std::free(copy);
    }
  }
}

void forget_temporary(const std::string &path) {
  for (std::atomic<char *> &slot : temporaries)
    if (char *known = slot.load(); known != nullptr && path == known) {
      slot.store(nullptr); // not freed: a signal's handler may be reading it on another thread
      return;
    }
}

} // namespace wexn
