// Scripts of the official test suite, carried out by the interpreter: what shows that the judge of
// the random tests is right.
#pragma once

#include <string>
#include <vector>

namespace wexn::random {

// Runs the scripts in files and folders; prints failures and "N passed, N failed, N skipped".
// Skipped are commands about threads.
[[nodiscard]] bool run_suite(const std::vector<std::string> &paths);

} // namespace wexn::random
