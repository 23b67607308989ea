// See pipeline.h.
#include "tests/spec/pipeline.h"

#include "tests/spec/script_json.h"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>

extern char **environ;

namespace wexn::spec {

bool find_memory_base(const std::string &text, MemoryBase &base) {
  base = MemoryBase::Checked;
  for (const MemoryBaseRow &row : kMemoryBases)
    if (text == row.text)
      base = row.base;
  return base != MemoryBase::Checked || text == "checked";
}

const char *memory_base_text(MemoryBase base) {
  for (const MemoryBaseRow &row : kMemoryBases)
    if (base == row.base)
      return row.text;
  return "checked";
}

OptLevel opt_level(char level) {
  for (const OptRow &row : kOptLevels)
    if (row.text[0] == level)
      return row.level;
  return OptLevel::O2;
}

Result<int> run_program(const std::vector<std::string> &command, const std::string &output,
                        bool both) {
  std::vector<char *> argv;
  for (const std::string &word : command)
    argv.push_back(const_cast<char *>(word.c_str()));
  argv.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, 1, output.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
  if (both)
    posix_spawn_file_actions_adddup2(&actions, 1, 2);
  pid_t pid = 0;
  const int error = posix_spawnp(&pid, argv[0], &actions, nullptr, argv.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  if (error != 0)
    return Error{.id = ErrorId::CannotRead, .detail = command[0]};
  int status = 0;
  waitpid(pid, &status, 0);
  return status;
}

Status link_library(const std::vector<std::string> &objects, const std::string &library,
                    const std::string &log) {
  std::vector<std::string> command = {"ld.lld-19", "-shared", "-z", "now", "-o", library};
  command.insert(command.end(), objects.begin(), objects.end());
  TRY_ASSIGN(const int status, run_program(command, log, true));
  if (status == 0)
    return ok_status();
  auto text = read_file(log);
  return Error{.id = ErrorId::CannotWrite, .detail = command[0] + ": " + (text.ok() ? *text : "")};
}

} // namespace wexn::spec
