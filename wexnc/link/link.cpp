// Runs a C compiler as the linker's driver, on a temporary object beside the output.
#include "wexnc/link/link.h"

#include "wexnc/link/sysroot.h"
#include "wexnc/support/file.h"
#include "wexnc/support/process.h"

#include <cstdlib>
#include <iterator>
#include <sstream>
#include <vector>

namespace wexn {
namespace {

Error error_of(ErrorId id, std::string detail) {
  Error error;
  error.id = id;
  error.detail = std::move(detail);
  return error;
}

// $CC, which may have options in it, as for make; else this machine's own compiler, or for another
// machine the one that needs nothing but that machine's C library.
std::vector<std::string> driver(const Target &target) {
  const char *cc = std::getenv("CC");
  std::istringstream words(cc ? cc : "");
  std::vector<std::string> command(std::istream_iterator<std::string>(words), {});
  if (!command.empty())
    return command;
  if (&target == &host_target())
    return {"cc"};
  return {"clang-19", "--target=" + std::string(target.triple), "-fuse-ld=lld"};
}

} // namespace

Status link_executable(const Options &options, std::span<const uint8_t> object) {
  TRY_ASSIGN(Sysroot sysroot, find_sysroot());
  const Target &target = *find_target(options.target);
  TRY(sysroot.require_runtime(target));
  TRY_ASSIGN(TemporaryFile object_file, TemporaryFile::beside(options.output + ".o"));
  TRY(object_file.write(object));
  TRY_ASSIGN(TemporaryFile program, TemporaryFile::beside(options.output));

  const std::string lib = sysroot.lib(target);
  std::vector<std::string> args = driver(target);
  const std::string name = args[0];
  // The object's name ends at random: a driver takes a file of no known kind for an object.
  args.insert(args.end(), {"-Wl,--gc-sections", "-o", program.path(), object_file.path(),
                           lib + "/libwexn_wasi.a", lib + "/libwexn.a"});
  const Result<int> status = run_program(args);
  if (status.ok() && status.value() == 0)
    return program.commit(true);
  if (!status.ok()) {
    // It is not there.
    Error error = status.error();
    error.detail +=
        &target == &host_target()
            ? "; install a C compiler (Debian's package gcc), or name one in the variable CC"
            : "; install clang-19, lld-19 and the C library of " + options.target +
                  ", or name a compiler that links for it in the variable CC";
    return error;
  }
  Error error =
      error_of(ErrorId::LinkFailed, name + " ended with status " + std::to_string(status.value()));
  if (&target != &host_target())
    error.detail += "; the variable CC names the compiler that links for " + options.target;
  return error;
}

} // namespace wexn
