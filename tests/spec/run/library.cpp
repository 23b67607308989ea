// Shared libraries, through the system's loader.
#include "tests/spec/run/library.h"

#include <dlfcn.h>

namespace wexn::spec {

static void *library;

std::string open_library(const std::string &path) {
  library = dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
  return library ? std::string() : std::string("dlopen: ") + dlerror();
}

const void *find_in_library(const std::string &symbol) { return dlsym(library, symbol.c_str()); }

} // namespace wexn::spec
