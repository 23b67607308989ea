// The modules of a script, linked: how the executor gets at their images.
#pragma once

#include <string>

namespace wexn::spec {

// Returns what was wrong, or nothing.
[[nodiscard]] std::string open_library(const std::string &path);
// Null: no such symbol. REQUIRES: open_library succeeded.
[[nodiscard]] const void *find_in_library(const std::string &symbol);

} // namespace wexn::spec
