// Carries out the commands of a script on native code (spec repository: "interpreter / Scripts").
// Runs in a process of its own, so a crash costs one script and is reported with its signal.
#pragma once

#include "tests/spec/plan.h"
#include "tests/spec/report.h"

namespace wexn::spec {

// Loads the plan's library and reports a finding for every step that the compiling half has not
// dealt with already.
void execute_script(const Plan &plan, Reporter &reporter);

// All of the program: arguments as main.cpp says. Does not return when they are right.
int execute_main(int argc, char **argv);

} // namespace wexn::spec
