// A module through the interpreter, and through the compiler in several modes; both must give the
// same trace.
#pragma once

#include "tests/random/program.h"
#include "wexnc/options.h"

#include <string>
#include <vector>

namespace wexn::random {

// How a module is compiled.
struct Mode {
  char level = '2'; // 0 1 2 3 s z
  Bounds bounds = Bounds::Guard;
  [[nodiscard]] std::string name() const {
    return std::string(1, level) + (bounds == Bounds::Guard ? "g" : "s");
  }
};
[[nodiscard]] std::vector<Mode> all_modes();
// "2g,0s": levels with g for guard, s for software. Empty: not understood.
[[nodiscard]] std::vector<Mode> parse_modes(const std::string &text);

struct Environment {
  std::string target;         // empty: this machine
  std::string cpu;            // as for wexnc
  bool interruptible = false; // the same
  MemoryBase memory_base = MemoryBase::Register;
  std::vector<std::string> runner; // the emulator and its options, if any
  std::string folder;              // for files, which are overwritten
  bool falsify = false;            // expect something wrong of the last call
};

// A call that did not go as it should.
struct Difference {
  Mode mode;
  size_t call = 0; // of Program::calls
  std::string expected, found;
};
struct Verdict {
  std::string problem;                 // it could not be compared: why
  std::vector<Difference> differences; // the first of each mode
  size_t compared = 0, dropped = 0; // calls that ended, and that took too long in the interpreter
  size_t traps = 0;                 // of those compared
};

[[nodiscard]] Verdict compare(const Program &program, const std::vector<Mode> &modes,
                              const Environment &environment);

} // namespace wexn::random
