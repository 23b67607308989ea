// The phases of a script's run; see job.h. Execution is in a process below this one, so that a
// crash of compiled code is told from one of the compiler, and files are removed in either case.
#include "tests/spec/job.h"

#include "tests/spec/execute.h"
#include "tests/spec/loader.h"
#include "tests/spec/mutate.h"
#include "tests/spec/report.h"
#include "tests/spec/script_json.h"

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

namespace wexn::spec {
namespace {

using wasm::Command;

Result<std::vector<Command>> read_script(const std::string &path) {
  if (path.ends_with(".json"))
    return read_json_script(path);
  TRY_ASSIGN(std::string source, read_file(path));
  return wasm::parse_script(source);
}

} // namespace

void run_job(const Options &options, const Script &script, int fd) {
  Reporter reporter(fd);
  reporter.doing(0, "reading the script");
  alarm(options.timeout);
  auto commands = read_script(script.path);
  if (!commands.ok())
    return reporter.problem(explain(commands.error()));
  reporter.steps(number_steps(*commands));
  std::vector<size_t> steps = step_of(*commands);
  if (options.mutate)
    for (const auto &[command, what] : mutate(*commands, *options.mutate))
      reporter.mutation(steps[command], what);

  WorkFolder folder(options.work_folder, options.keep);
  if (options.keep)
    std::fprintf(stderr, "%s/%s: files in %s\n", script.group.c_str(), script.test.c_str(),
                 folder.path().c_str());
  Builder builder(options, reporter, folder);
  for (size_t i = 0; i < commands->size(); ++i) {
    const Command &command = (*commands)[i];
    if (is_static(command.kind))
      builder.check_rejected(steps[i], command);
    else if (needs_object(command))
      builder.compile(steps[i], command);
  }
  reporter.doing(0, "linking");
  auto library = builder.link();
  if (!library.ok())
    return reporter.problem(explain(library.error()));
  alarm(0);

  // From here on compiled code runs.
  pid_t child = fork();
  if (child == 0) {
    prctl(PR_SET_PDEATHSIG, SIGKILL); // a crash above this process ends the script
    execute_script(options, *commands, builder, *library, reporter);
    std::_Exit(0);
  }
  int status = 0;
  waitpid(child, &status, 0);
  if (WIFSIGNALED(status))
    reporter.died(WTERMSIG(status));
  else if (WEXITSTATUS(status) != 0)
    reporter.problem("the process that ran the commands ended with status " +
                     std::to_string(WEXITSTATUS(status)));
}

} // namespace wexn::spec
