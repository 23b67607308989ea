// What the compiling half of the runner hands to the executing one, which may run on another
// machine: the commands of a script without their modules, and the library that holds these. A file
// of fields in the order of plan.cpp; both halves are built together, so it has no versions.
#pragma once

#include "tests/spec/report.h"
#include "tests/spec/script.h"

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace wexn::spec {

// What became of the module of a step.
struct BuiltModule {
  Outcome outcome = Outcome::Fail; // Pass: it is in the library
  std::string message;             // why not
  std::string symbol;              // of the image
};

struct Plan {
  bool stress_heap = false;
  unsigned timeout = 0;                  // seconds for a command
  std::string library;                   // empty: no module of the script was compiled
  std::map<size_t, BuiltModule> modules; // by step
  std::vector<wasm::Command> commands;   // `module.form` is all there is of a module
};

[[nodiscard]] std::string write_plan(const Plan &plan);
// REQUIRES: `bytes` comes from write_plan.
[[nodiscard]] Plan read_plan(std::string_view bytes);

} // namespace wexn::spec
