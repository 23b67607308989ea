// Counts what became of every command, against the list of expected failures, and prints it.
#pragma once

#include "tests/spec/expectations.h"
#include "tests/spec/job.h"
#include "tests/spec/options.h"
#include "tests/spec/report.h"

#include <chrono>
#include <map>
#include <set>
#include <string>

namespace wexn::spec {

class Summary {
public:
  // `complete`: groups of which every script is run, so that unused expectations are an error.
  Summary(const Options &options, Expectations expectations, std::set<std::string> complete)
      : options_(options), expectations_(std::move(expectations)), complete_(std::move(complete)) {}

  void add(const Script &script, ScriptReport report);
  // Prints the last group and the total. Returns whether nothing failed and something passed.
  [[nodiscard]] bool finish();

private:
  struct Counts {
    size_t tests = 0, passed = 0, failed = 0, skipped = 0;
  };
  struct Mutations {
    size_t made = 0, noticed = 0;
  };
  void fill_gaps(ScriptReport &report) const;
  void settle_mutation(const Script &script, const ScriptReport &report, size_t step,
                       Finding &finding);
  void count(const Script &script, uint32_t line, const Finding &finding);
  void end_group();

  const Options &options_;
  Expectations expectations_;
  std::set<std::string> complete_;
  std::string group_;
  Counts group_counts_, total_;
  std::chrono::steady_clock::time_point group_start_ = std::chrono::steady_clock::now();
  std::map<std::string, Mutations> mutations_; // by kind of change
  std::map<std::string, size_t> skip_reasons_; // of the group
};

} // namespace wexn::spec
