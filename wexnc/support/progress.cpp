// Progress on standard error.
#include "wexnc/support/progress.h"

#include <cinttypes>
#include <cstdio>
#include <unistd.h>

namespace wexn {
namespace {
// Short runs stay silent, and a redraw costs nothing noticeable.
constexpr auto kFirstDraw = std::chrono::milliseconds(500);
constexpr auto kRedraw = std::chrono::milliseconds(100);
} // namespace

Progress::Progress(std::string label, bool verbose)
    : label_(std::move(label)), verbose_(verbose),
      terminal_(!verbose && ::isatty(STDERR_FILENO) == 1), start_(Clock::now()),
      phase_start_(start_), last_drawn_(start_) {}

void Progress::report(std::string_view phase, uint64_t done, uint64_t total) {
  if (phase != phase_) {
    end_phase();
    phase_ = phase;
    phase_start_ = Clock::now();
  }
  if (!terminal_)
    return;
  auto now = Clock::now();
  if (now - start_ < kFirstDraw || now - last_drawn_ < kRedraw)
    return;
  last_drawn_ = now;
  drawn_ = true;
  if (total)
    std::fprintf(stderr, "\r\033[K%s: %s %" PRIu64 "%% (%" PRIu64 " of %" PRIu64 ")",
                 label_.c_str(), phase_.c_str(), done * 100 / total, done, total);
  else
    std::fprintf(stderr, "\r\033[K%s: %s", label_.c_str(), phase_.c_str());
  std::fflush(stderr);
}

void Progress::end_phase() {
  if (phase_.empty())
    return;
  if (verbose_) {
    std::chrono::duration<double, std::milli> spent = Clock::now() - phase_start_;
    std::fprintf(stderr, "wexnc: %-24s %10.2f ms\n", phase_.c_str(), spent.count());
  }
  phase_.clear();
}

void Progress::finish() {
  end_phase();
  if (drawn_)
    std::fputs("\r\033[K", stderr);
  drawn_ = false;
}

} // namespace wexn
