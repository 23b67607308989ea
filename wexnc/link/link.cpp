// Runs `cc` (or $CC) with ld.lld when it is there, on a temporary object beside the output.
#include "wexnc/link/link.h"

#include "wexnc/link/sysroot.h"
#include "wexnc/support/file.h"

#include <cerrno>
#include <cstring>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

extern "C" char **environ;

namespace wexn {
namespace {

Error error_of(ErrorId id, std::string detail) {
  Error error;
  error.id = id;
  error.detail = std::move(detail);
  return error;
}

// Exit status of the program, or an error when it cannot be run or was killed.
Result<int> run(const std::vector<std::string> &args) {
  std::vector<char *> argv;
  for (const std::string &arg : args)
    argv.push_back(const_cast<char *>(arg.c_str()));
  argv.push_back(nullptr);
  pid_t pid = 0;
  int code = ::posix_spawnp(&pid, argv[0], nullptr, nullptr, argv.data(), environ);
  if (code != 0)
    return error_of(ErrorId::LinkFailed, args[0] + ": " + std::strerror(code));
  int status = 0;
  while (::waitpid(pid, &status, 0) < 0)
    if (errno != EINTR)
      return error_of(ErrorId::LinkFailed, args[0] + ": " + std::strerror(errno));
  if (!WIFEXITED(status))
    return error_of(ErrorId::LinkFailed, args[0] + " was killed by signal " + std::to_string(WTERMSIG(status)));
  return WEXITSTATUS(status);
}

} // namespace

Status link_executable(const Options &options, std::span<const uint8_t> object) {
  TRY_ASSIGN(Sysroot sysroot, find_sysroot());
  const Target &target = *find_target(options.target);
  if (!sysroot.has_runtime(target))
    return error_of(ErrorId::CannotRead, sysroot.lib(target) + "/libwexn.a: the runtime for " + options.target +
                                             " is not installed");
  TRY_ASSIGN(TemporaryFile object_file, TemporaryFile::beside(options.output + ".o"));
  TRY(object_file.write(object));
  TRY_ASSIGN(TemporaryFile program, TemporaryFile::beside(options.output));

  const char *cc = std::getenv("CC");
  std::string lib = sysroot.lib(target);
  // The object has a name that no driver would guess the language of.
  std::vector<std::string> args = {cc && *cc ? cc : "cc", "-Wl,--gc-sections", "-o", program.path(),
                                   "-Wl," + object_file.path(), lib + "/libwexn_wasi.a", lib + "/libwexn.a"};
  TRY_ASSIGN(int status, run(args));
  if (status != 0)
    return error_of(ErrorId::LinkFailed, args[0] + " ended with status " + std::to_string(status));
  return program.commit(true);
}

} // namespace wexn
