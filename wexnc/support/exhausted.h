// When what the system allows this process is not enough (ulimit): one message, nothing left
// behind, exit status 1.
#pragma once

#include <string>

namespace wexn {

// From now on: memory that is used up, processor time that soon will be, and signals that end the
// process (Ctrl-C) remove its temporary files; the first two say so.
void watch_for_exhaustion();

// For libraries that ask elsewhere for memory.
[[noreturn]] void out_of_memory();

// A temporary file, which out_of_memory() and signals remove until it is forgotten.
void remember_temporary(const std::string &path);
void forget_temporary(const std::string &path);

} // namespace wexn
