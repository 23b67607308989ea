// The list of commands that are known not to pass, with the reason of each: the one place where a
// failure may be excused. An entry that excuses nothing any more is an error, so it only shrinks.
#pragma once

#include "wexnc/support/result.h"

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace wexn::spec {

// What became of a command. Unsupported: it needs a feature that the compiler or this runner says
// it does not have; `Finding::message` then starts with the feature's name and a colon.
enum class Outcome : uint8_t { Pass, Fail, Unsupported, Skip };

class Expectations {
public:
  // Lines of the file: `GROUP/TEST:LINE reason` excuses one command; `GROUP/* FEATURE: reason`
  // excuses what is Unsupported for FEATURE in a whole group. `#` starts a comment.
  [[nodiscard]] static Result<Expectations> load(const std::string &path);

  // The outcome to count: Fail or Unsupported becomes Skip if excused (`message` then gets the
  // reason), Pass becomes Fail where a failure was expected, Unsupported that is not excused Fail.
  [[nodiscard]] Outcome judge(const std::string &group, const std::string &test, uint32_t line,
                              Outcome outcome, std::string &message);

  // Entries of a group that have excused nothing. An error if the whole of the group was run.
  [[nodiscard]] std::vector<std::string> unused(const std::string &group) const;

private:
  struct Rule {
    std::string group, feature, reason;
    bool used = false;
  };
  struct Entry {
    std::string reason;
    bool used = false;
  };
  std::map<std::string, Entry> commands_; // by "group/test:line"
  std::vector<Rule> rules_;
};

} // namespace wexn::spec
