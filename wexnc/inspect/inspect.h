// `wexnc inspect`: what an object made by wexnc holds, as text or JSON.
#pragma once

#include "wexnc/support/result.h"

#include <string>

namespace wexn {

struct InspectOptions {
  std::string file;
  bool json = false;
  bool exceptions = false; // functions, call sites and clauses one by one
  bool inlined = false;    // ranges of inlined code one by one
  bool traps = false;      // calls that trap one by one
  bool tags = false;       // tags only
  bool types = false;      // types of structures and arrays only
};

struct ObjectInfo; // model.h
// Prints it to standard output.
void show(const ObjectInfo &info, const InspectOptions &options);

// Reads the file and shows it. Errors: CannotRead; BadObject for a file that is no such object.
[[nodiscard]] Status inspect(const InspectOptions &options);

} // namespace wexn
