// Runs `cc` (or $CC) with ld.lld when it is there, on a temporary object beside the output.
#include "wexnc/link/link.h"

#include "wexnc/link/sysroot.h"
#include "wexnc/support/file.h"
#include "wexnc/support/process.h"

#include <cstdlib>
#include <vector>

namespace wexn {
namespace {

Error error_of(ErrorId id, std::string detail) {
  Error error;
  error.id = id;
  error.detail = std::move(detail);
  return error;
}

} // namespace

Status link_executable(const Options &options, std::span<const uint8_t> object) {
  TRY_ASSIGN(Sysroot sysroot, find_sysroot());
  const Target &target = *find_target(options.target);
  if (!sysroot.has_runtime(target))
    return error_of(ErrorId::CannotRead, sysroot.lib(target) + "/libwexn.a: the runtime for " +
                                             options.target + " is not installed");
  TRY_ASSIGN(TemporaryFile object_file, TemporaryFile::beside(options.output + ".o"));
  TRY(object_file.write(object));
  TRY_ASSIGN(TemporaryFile program, TemporaryFile::beside(options.output));

  const char *cc = std::getenv("CC");
  std::string lib = sysroot.lib(target);
  // Its name ends at random: a driver takes a file of no known kind for an object.
  std::vector<std::string> args = {
      cc && *cc ? cc : "cc",   "-Wl,--gc-sections", "-o", program.path(), object_file.path(),
      lib + "/libwexn_wasi.a", lib + "/libwexn.a"};
  TRY_ASSIGN(int status, run_program(args));
  if (status != 0)
    return error_of(ErrorId::LinkFailed, args[0] + " ended with status " + std::to_string(status));
  return program.commit(true);
}

} // namespace wexn
