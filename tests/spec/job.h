// All the work on one script, in a process that the scheduler made for it.
#pragma once

#include "tests/spec/options.h"

#include <string>

namespace wexn::spec {

// A script to run: file, and the names that expectations and output use.
struct Script {
  std::string path, group, test;
};

// Reads, compiles, links and executes; writes records (report.h) to `fd`.
void run_job(const Options &options, const Script &script, int fd);

} // namespace wexn::spec
