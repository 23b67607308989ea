// Arguments kept in files: @FILE on a command line stands for the words in FILE.
#pragma once

#include <string>
#include <vector>

namespace wexn {

// Replaces each "@FILE" by the words of that file, also within such files, to a depth of 8. Words
// are separated by white space; '…' and "…" keep it, and \ takes the next character as it is (not
// within '…'). An argument that names no readable file stays as it is.
[[nodiscard]] std::vector<std::string> expand_response_files(const std::vector<std::string> &args);

} // namespace wexn
