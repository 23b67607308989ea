// What test programs do with objects that the compiler made for them: a linker run, a shared
// library.
#pragma once

#include "wexnc/options.h"
#include "wexnc/support/result.h"

#include <string>
#include <vector>

namespace wexn::spec {

// 0 1 2 3 s z, as behind -O.
[[nodiscard]] OptLevel opt_level(char level);
// Of "register", "gs" or "checked". False: another word.
[[nodiscard]] bool find_memory_base(const std::string &text, MemoryBase &base);
[[nodiscard]] const char *memory_base_text(MemoryBase base);

// Runs a program, found in PATH, with its output in a file (standard error as well if `both`).
// Returns its status as waitpid gives it.
[[nodiscard]] Result<int> run_program(const std::vector<std::string> &command,
                                      const std::string &output, bool both);

// Links objects, or response files (@list), into a shared library with the linker that users have.
// An error has what the linker printed, which is left in `log`.
[[nodiscard]] Status link_library(const std::vector<std::string> &objects,
                                  const std::string &library, const std::string &log);

} // namespace wexn::spec
