// What the command line of wexn-spec asks for.
#pragma once

#include "wexnc/options.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace wexn::spec {

struct Options {
  std::vector<std::string> paths;
  unsigned jobs = 1;
  std::string level = "2";         // 0 1 2 3 s z
  std::string target, cpu, attr;   // as for wexnc; the target is never empty after parsing
  std::vector<std::string> runner; // the command that programs for the target are started with
  std::string executor;            // the program that carries out scripts, built for the target
  BranchProtection branch_protection = BranchProtection::None;
  bool software_bounds = false;
  MemoryBase memory_base = MemoryBase::Register;
  wasm::Features features;
  bool stress_heap = false; // collect garbage at every allocation
  bool verbose = false;
  bool keep = false;              // leave objects and libraries behind, and say where
  std::string work_folder;        // for temporary files of all scripts
  bool list = false;              // print the outcome of every command that did not pass
  std::string only;               // group/test must match this regular expression
  std::string expectations;       // file of expected failures; empty: the one beside the sources
  std::optional<uint64_t> mutate; // seed: falsify expectations, and demand that the runner notices
  unsigned timeout = 60;          // seconds a single command or compilation may take
};

} // namespace wexn::spec
