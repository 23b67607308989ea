// Runs jobs in processes, several at a time, and hands over their reports in order.
#pragma once

#include "tests/spec/job.h"
#include "tests/spec/report.h"

#include <functional>
#include <vector>

namespace wexn::spec {

// Calls `done` for each script in the order of `scripts`, as soon as all before it are done.
void run_scripts(const Options &options, const std::vector<Script> &scripts,
                 const std::function<void(const Script &, ScriptReport)> &done);

} // namespace wexn::spec
