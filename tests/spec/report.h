// How the process that works on a script tells the scheduler what happened: records over a pipe.
// Written at once, so what was done before a crash is known. One process writes at a time; its
// threads take turns.
#pragma once

#include "tests/spec/expectations.h"
#include "tests/spec/script.h"

#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

namespace wexn::spec {

// A command of a script, numbered in preorder: those of a thread follow the thread.
struct Step {
  uint32_t line = 0;
  wasm::Command::Kind kind = wasm::Command::Kind::Module;
};

struct Finding {
  Outcome outcome = Outcome::Fail;
  std::string message;
  bool known = false; // false until somebody reported it
};

// What the scheduler learnt about one script.
struct ScriptReport {
  std::vector<Step> steps;
  std::vector<Finding> findings;           // as many as steps
  std::string problem;                     // the script as a whole could not be run: why
  std::string doing;                       // what was being done last, for the case of a crash
  size_t step = 0;                         // the step that it was being done for
  std::map<size_t, std::string> mutations; // what was changed, by step
  int signal = 0;                          // that ended the process, or 0
};

class Reporter {
public:
  explicit Reporter(int fd) : fd_(fd) {}
  void steps(const std::vector<Step> &steps);
  void doing(size_t step, std::string_view what); // about to do `what` for a step
  void found(size_t step, Outcome outcome, std::string_view message = {});
  void problem(std::string_view what);
  // The process that ran the commands died of a signal.
  void died(int signal);
  // The expectation of a step was falsified in the way `what`.
  void mutation(size_t step, std::string_view what);

private:
  void write(char tag, uint64_t number, std::string_view text);
  int fd_;
  std::mutex turn_;
};

// Reads all complete records of `bytes`.
[[nodiscard]] ScriptReport read_report(std::string_view bytes);

} // namespace wexn::spec
