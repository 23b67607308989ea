// See response_file.h.
#include "wexnc/support/response_file.h"

#include "wexnc/support/file.h"

namespace wexn {
namespace {

constexpr int kMaxDepth = 8;

bool is_space(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

std::vector<std::string> words(std::string_view text) {
  std::vector<std::string> out;
  std::string word;
  bool inside = false; // of a word, which may be empty: ''
  char quote = 0;
  for (size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '\\' && quote != '\'' && i + 1 < text.size()) {
      word += text[++i];
      inside = true;
    } else if (quote ? c == quote : c == '\'' || c == '"') {
      quote = quote ? '\0' : c;
      inside = true;
    } else if (!quote && is_space(c)) {
      if (inside)
        out.push_back(std::move(word));
      word.clear();
      inside = false;
    } else {
      word += c;
      inside = true;
    }
  }
  if (inside)
    out.push_back(std::move(word));
  return out;
}

Result<ReadLimit> limit_of(std::span<const uint8_t>) { return ReadLimit{1 << 26, "words"}; }

void expand(const std::vector<std::string> &args, int depth, std::vector<std::string> &out) {
  for (const std::string &arg : args) {
    if (arg.size() > 1 && arg[0] == '@' && depth < kMaxDepth)
      if (auto file = read_file(arg.substr(1), limit_of); file.ok()) {
        const auto *text = reinterpret_cast<const char *>(file.value().data());
        expand(words({text, file.value().size()}), depth + 1, out);
        continue;
      }
    out.push_back(arg);
  }
}

} // namespace

std::vector<std::string> expand_response_files(const std::vector<std::string> &args) {
  std::vector<std::string> out;
  expand(args, 0, out);
  return out;
}

} // namespace wexn
