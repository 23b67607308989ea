// What the compiler is doing, for people: a line that is redrawn while long work goes on, when
// standard error is a terminal; with -v the phases and their times.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

namespace wexn {

class Progress {
public:
  // `label` stands in front of the redrawn line: the input's name.
  Progress(std::string label, bool verbose, bool quiet);
  Progress(const Progress &) = delete;
  Progress &operator=(const Progress &) = delete;
  ~Progress() { finish(); }

  // Whether anything of it is seen.
  [[nodiscard]] bool is_shown() const { return verbose_ || terminal_; }
  // A phase starts (done = total = 0) or has advanced, in functions. Not thread-safe.
  void report(std::string_view phase, uint64_t done, uint64_t total);
  // With -v: a line to be shown behind the phase's.
  void note(const std::string &line) { notes_ += "wexnc:   " + line + "\n"; }
  // Ends the last phase and clears the line. To be called before anything else is printed.
  void finish();

private:
  using Clock = std::chrono::steady_clock;
  void end_phase();
  [[nodiscard]] std::string time_left(Clock::time_point now, uint64_t done, uint64_t total) const;

  std::string label_, phase_, notes_;
  bool verbose_, terminal_, drawn_ = false;
  Clock::time_point start_, phase_start_, last_drawn_;
};

} // namespace wexn
