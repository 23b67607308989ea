// See summary.h. Every command of a script is counted exactly once.
#include "tests/spec/summary.h"

#include <csignal>
#include <cstdio>
#include <cstring>

namespace wexn::spec {

// What nobody reported failed: because of a crash, or because the whole script could not be run.
void Summary::fill_gaps(ScriptReport &report) const {
  std::string cause = report.problem;
  if (report.signal == SIGALRM)
    cause = "took more than " + std::to_string(options_.timeout) + " s";
  else if (report.signal)
    cause = std::string("died of signal: ") + strsignal(report.signal);
  if (report.steps.empty() && (!cause.empty() || report.doing.empty())) {
    report.steps.emplace_back();
    report.findings.emplace_back();
  }
  bool reported = false;
  for (size_t i = 0; i < report.findings.size(); ++i) {
    Finding &finding = report.findings[i];
    if (finding.known)
      continue;
    finding.outcome = Outcome::Fail;
    if (report.signal && i == report.step)
      finding.message = cause + " while " + report.doing;
    else if (report.signal)
      finding.message = "not reached: " + cause + " while " + report.doing + " line " +
                        std::to_string(report.steps[report.step].line);
    else
      finding.message = cause.empty() ? "not reached" : cause;
    reported = true;
  }
  // A crash after the last finding is a failure too.
  if (!reported && !cause.empty()) {
    report.steps.push_back({});
    report.findings.push_back({Outcome::Fail, cause + " after the last command", true});
  }
}

void Summary::settle_mutation(const Script &script, const ScriptReport &report, size_t step,
                              Finding &finding) {
  auto mutation = report.mutations.find(step);
  if (mutation == report.mutations.end() || !finding.known ||
      finding.outcome == Outcome::Unsupported)
    return;
  Mutations &counts = mutations_[mutation->second];
  std::string ignored;
  bool listed = expectations_.judge(script.group, script.test, report.steps[step].line,
                                    Outcome::Fail, ignored) == Outcome::Skip;
  if (listed) {
    finding.outcome = Outcome::Fail; // whatever came of the changed one: it stays excused
    return;
  }
  ++counts.made;
  if (finding.outcome == Outcome::Fail) {
    ++counts.noticed;
    finding = {Outcome::Pass, "", true};
  } else {
    finding = {Outcome::Fail, "a falsified expectation was not noticed: " + mutation->second, true};
  }
}

void Summary::count(const Script &script, uint32_t line, const Finding &finding) {
  const char *word = "";
  switch (finding.outcome) {
  case Outcome::Pass:
    ++group_counts_.passed;
    return;
  case Outcome::Skip:
    ++group_counts_.skipped;
    ++skip_reasons_[finding.message];
    if (!options_.list)
      return;
    word = "skipped";
    break;
  case Outcome::Fail:
  case Outcome::Unsupported:
    ++group_counts_.failed;
    if (!options_.verbose && !options_.list)
      return;
    word = "FAILED";
    break;
  }
  std::printf("%s:%u: %s: %s/%s: %s\n", script.path.c_str(), line, word, script.group.c_str(),
              script.test.c_str(), finding.message.c_str());
}

void Summary::add(const Script &script, ScriptReport report) {
  if (script.group != group_) {
    end_group();
    group_ = script.group;
  }
  fill_gaps(report);
  ++group_counts_.tests;
  for (size_t i = 0; i < report.steps.size(); ++i) {
    Finding &finding = report.findings[i];
    if (options_.mutate)
      settle_mutation(script, report, i, finding);
    finding.outcome = expectations_.judge(script.group, script.test, report.steps[i].line,
                                          finding.outcome, finding.message);
    count(script, report.steps[i].line, finding);
  }
  std::fflush(stdout);
}

void Summary::end_group() {
  if (group_counts_.tests == 0)
    return;
  if (complete_.count(group_))
    for (const std::string &entry : expectations_.unused(group_)) {
      ++group_counts_.failed;
      std::printf("FAILED: this expectation excuses nothing, remove it: %s\n", entry.c_str());
    }
  auto now = std::chrono::steady_clock::now();
  std::printf("%-28s %4zu scripts %6zu passed %5zu failed %5zu skipped %7.1f s\n", group_.c_str(),
              group_counts_.tests, group_counts_.passed, group_counts_.failed,
              group_counts_.skipped, std::chrono::duration<double>(now - group_start_).count());
  for (const auto &[reason, n] : skip_reasons_)
    std::printf("    %zu skipped: %s\n", n, reason.c_str());
  std::fflush(stdout);
  total_.tests += group_counts_.tests;
  total_.passed += group_counts_.passed;
  total_.failed += group_counts_.failed;
  total_.skipped += group_counts_.skipped;
  group_counts_ = {};
  skip_reasons_.clear();
  group_start_ = now;
}

bool Summary::finish() {
  end_group();
  for (const auto &[what, counts] : mutations_)
    std::printf("mutation %-28s %6zu of %zu noticed\n", what.c_str(), counts.noticed, counts.made);
  std::printf("%zu passed, %zu failed, %zu skipped\n", total_.passed, total_.failed,
              total_.skipped);
  return total_.failed == 0 && total_.passed > 0;
}

} // namespace wexn::spec
