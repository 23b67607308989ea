// Parsing and use of the file of expected failures; see expectations.h.
#include "tests/spec/expectations.h"

#include <fstream>

namespace wexn::spec {
namespace {

Error bad(const std::string &path, unsigned line, const char *what) {
  Error e;
  e.id = ErrorId::CannotRead;
  e.detail = path + ":" + std::to_string(line) + ": " + what;
  return e;
}

} // namespace

Result<Expectations> Expectations::load(const std::string &path) {
  std::ifstream in(path);
  if (!in)
    return bad(path, 0, "cannot open");
  Expectations list;
  std::string line;
  for (unsigned number = 1; std::getline(in, line); ++number) {
    if (line.empty() || line[0] == '#')
      continue;
    size_t space = line.find(' ');
    if (space == std::string::npos)
      return bad(path, number, "an entry needs a reason");
    std::string what = line.substr(0, space), reason = line.substr(space + 1);
    if (what.size() > 2 && what.ends_with("/*")) {
      size_t colon = reason.find(": ");
      if (colon == std::string::npos)
        return bad(path, number, "an entry for a group names the feature: FEATURE: reason");
      list.rules_.push_back(
          {what.substr(0, what.size() - 2), reason.substr(0, colon), reason.substr(colon + 2)});
    } else if (what.find('/') == std::string::npos || what.find(':') == std::string::npos) {
      return bad(path, number, "expected GROUP/TEST:LINE or GROUP/*");
    } else if (!list.commands_.emplace(what, Entry{reason}).second) {
      return bad(path, number, "duplicate entry");
    }
  }
  return list;
}

Outcome Expectations::judge(const std::string &group, const std::string &test, uint32_t line,
                            Outcome outcome, std::string &message) {
  auto entry = commands_.find(group + "/" + test + ":" + std::to_string(line));
  if (entry != commands_.end()) {
    entry->second.used = true;
    if (outcome == Outcome::Pass) {
      message = "passes, but is listed as an expected failure: " + entry->second.reason;
      return Outcome::Fail;
    }
    message = entry->second.reason;
    return Outcome::Skip;
  }
  if (outcome != Outcome::Unsupported)
    return outcome;
  for (Rule &rule : rules_)
    if (rule.group == group && message.starts_with(rule.feature + ":")) {
      rule.used = true;
      message = rule.feature + ": " + rule.reason;
      return Outcome::Skip;
    }
  return Outcome::Fail;
}

std::vector<std::string> Expectations::unused(const std::string &group) const {
  std::vector<std::string> list;
  for (const auto &[what, entry] : commands_)
    if (what.starts_with(group + "/") && !entry.used)
      list.push_back(what + " " + entry.reason);
  for (const Rule &rule : rules_)
    if (rule.group == group && !rule.used)
      list.push_back(rule.group + "/* " + rule.feature + ": " + rule.reason);
  return list;
}

} // namespace wexn::spec
