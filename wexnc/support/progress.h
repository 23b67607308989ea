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
  Progress(std::string label, bool verbose);
  Progress(const Progress &) = delete;
  Progress &operator=(const Progress &) = delete;
  ~Progress() { finish(); }

  // A phase starts (done = total = 0) or has advanced. Not thread-safe.
  void report(std::string_view phase, uint64_t done, uint64_t total);
  // Ends the last phase and clears the line. To be called before anything else is printed.
  void finish();

private:
  using Clock = std::chrono::steady_clock;
  void end_phase();

  std::string label_, phase_;
  bool verbose_, terminal_, drawn_ = false;
  Clock::time_point start_, phase_start_, last_drawn_;
};

} // namespace wexn
