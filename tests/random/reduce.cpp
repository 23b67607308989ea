// See reduce.h. The generators write a statement a line: what is taken out is lines.
#include "tests/random/reduce.h"

#include <chrono>
#include <sstream>

namespace wexn::random {

namespace {

std::vector<std::string> lines_of(const std::string &text) {
  std::vector<std::string> lines;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);)
    lines.push_back(line);
  return lines;
}
std::string join(const std::vector<std::string> &lines) {
  std::string text;
  for (const std::string &line : lines)
    text += line + "\n";
  return text;
}

} // namespace

Program reduce(const Program &program, const Mode &mode, const Environment &environment,
               unsigned seconds) {
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(seconds);
  const auto in_time = [&] { return std::chrono::steady_clock::now() < end; };
  Program best = program;
  const auto differs = [&](const Program &p) {
    const Verdict v = compare(p, {mode}, environment);
    return v.problem.empty() && !v.differences.empty();
  };
  for (size_t i = 0; i < program.calls.size() && in_time(); ++i) {
    Program one{program.text, {program.calls[i]}};
    if (differs(one)) {
      best = one;
      break;
    }
  }
  std::vector<std::string> lines = lines_of(best.text);
  for (size_t size = std::max<size_t>(1, lines.size() / 2); size > 0; size /= 2)
    for (size_t at = 0; at + size <= lines.size() && in_time();) {
      std::vector<std::string> fewer(lines.begin(), lines.begin() + static_cast<ptrdiff_t>(at));
      fewer.insert(fewer.end(), lines.begin() + static_cast<ptrdiff_t>(at + size), lines.end());
      Program smaller{join(fewer), best.calls};
      if (differs(smaller)) {
        lines = fewer;
        best = smaller;
      } else {
        at += size;
      }
    }
  return best;
}

} // namespace wexn::random
