// See process.h.
#include "wexnc/support/process.h"

#include <cerrno>
#include <cstring>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

extern "C" char **environ;

namespace wexn {

Result<int> run_program(const std::vector<std::string> &args) {
  std::vector<char *> argv;
  for (const std::string &arg : args)
    argv.push_back(const_cast<char *>(arg.c_str()));
  argv.push_back(nullptr);
  auto failed = [&](std::string why) {
    Error error;
    error.id = ErrorId::LinkFailed;
    error.detail = args[0] + std::move(why);
    return error;
  };
  pid_t pid = 0;
  if (int code = ::posix_spawnp(&pid, argv[0], nullptr, nullptr, argv.data(), environ))
    return failed(std::string(": ") + std::strerror(code));
  int status = 0;
  while (::waitpid(pid, &status, 0) < 0)
    if (errno != EINTR)
      return failed(std::string(": ") + std::strerror(errno));
  if (!WIFEXITED(status))
    return failed(" was killed by signal " + std::to_string(WTERMSIG(status)));
  return WEXITSTATUS(status);
}

} // namespace wexn
