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

Progress::Progress(std::string label, bool verbose, bool quiet)
    : label_(std::move(label)), verbose_(verbose),
      terminal_(!verbose && !quiet && ::isatty(STDERR_FILENO) == 1), start_(Clock::now()),
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
  std::fprintf(stderr, "\r\033[K%s: %s", label_.c_str(), phase_.c_str());
  if (total)
    std::fprintf(stderr, " %" PRIu64 "%% (%" PRIu64 " of %" PRIu64 " functions%s)",
                 done * 100 / total, done, total, time_left(now, done, total).c_str());
  std::fflush(stderr);
}

// Empty until it can be told.
std::string Progress::time_left(Clock::time_point now, uint64_t done, uint64_t total) const {
  const std::chrono::duration<double> spent = now - phase_start_;
  if (spent < std::chrono::seconds(1) || done * 50 < total)
    return "";
  const auto left = static_cast<uint64_t>(
      spent.count() * static_cast<double>(total - done) / static_cast<double>(done) + 0.5);
  return left < 120 ? ", " + std::to_string(left) + " s left"
                    : ", " + std::to_string((left + 30) / 60) + " min left";
}

void Progress::end_phase() {
  if (phase_.empty())
    return;
  if (verbose_) {
    std::chrono::duration<double, std::milli> spent = Clock::now() - phase_start_;
    std::fprintf(stderr, "wexnc: %-24s %10.2f ms\n", phase_.c_str(), spent.count());
    std::fputs(notes_.c_str(), stderr);
    notes_.clear();
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
