// Options of the produced program that are the runtime's and not the guest's.
#pragma once

#include <cstdint>

#include <wexn/wasi.h>

namespace wexn::wasi {

enum { EXIT_FAILED = 1, EXIT_USAGE = 2, EXIT_ABORTED = 134 }; // as if by SIGABRT

class Options {
public:
  enum class Parsed { Run, Help, Error };

  // REQUIRES: argv, given to parse, stays and has argc entries.
  explicit Options(int argc);
  ~Options();
  Options(const Options &) = delete;
  Options &operator=(const Options &) = delete;
  // Reads options up to the first word that is none. Prints help and errors.
  Parsed parse(int argc, char **argv);

  wexn_wasi_dir *dirs;
  uint32_t num_dirs = 0;
  const char **environment;
  uint32_t num_environment = 0;
  const char *invoke = nullptr;
  bool abort_on_trap = false;
  uint32_t max_threads = 1024; // besides the first
  int first_argument = 1;      // index in argv of what belongs to the guest

private:
  bool add_dir(char *value);
  void add_environment(const char *value);

  char **owned_; // texts made here
  uint32_t num_owned_ = 0;
};

} // namespace wexn::wasi
