// The phases of a script's run; see job.h. Execution is in another program (run/main.cpp), built
// for the target and started through an emulator when that is another machine.
#include "tests/spec/job.h"

#include "tests/spec/loader.h"
#include "tests/spec/mutate.h"
#include "tests/spec/plan.h"
#include "tests/spec/report.h"
#include "tests/spec/script_json.h"
#include "tests/spec/steps.h"

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <fstream>
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

// Runs the program that carries out the plan. It dies with this process: a crash up here ends the
// script.
void execute(const Options &options, const std::string &plan, int fd, Reporter &reporter) {
  std::vector<std::string> words = options.runner;
  words.insert(words.end(), {options.executor, plan, std::to_string(fd)});
  std::vector<char *> argv;
  for (std::string &word : words)
    argv.push_back(word.data());
  argv.push_back(nullptr);
  const pid_t child = fork();
  if (child == 0) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    execvp(argv[0], argv.data());
    std::perror(argv[0]);
    std::_Exit(127);
  }
  int status = 0;
  waitpid(child, &status, 0);
  if (WIFSIGNALED(status))
    reporter.died(WTERMSIG(status));
  else if (WEXITSTATUS(status) != 0)
    reporter.problem(words[0] + " ended with status " + std::to_string(WEXITSTATUS(status)));
}

// What the compiler alone does for commands whose numbers begin at `first`.
void build(Builder &builder, size_t first, const std::vector<Command> &commands) {
  const std::vector<size_t> steps = step_of(commands);
  for (size_t i = 0; i < commands.size(); ++i) {
    const Command &command = commands[i];
    if (is_static(command.kind))
      builder.check_rejected(first + steps[i], command);
    else if (needs_object(command))
      builder.compile(first + steps[i], command);
    build(builder, first + steps[i] + 1, command.commands);
  }
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
  if (options.mutate) {
    const std::vector<size_t> steps = step_of(*commands);
    for (const auto &[command, what] : mutate(*commands, *options.mutate))
      reporter.mutation(steps[command], what);
  }

  WorkFolder folder(options.work_folder, options.keep);
  if (options.keep)
    std::fprintf(stderr, "%s/%s: files in %s\n", script.group.c_str(), script.test.c_str(),
                 folder.path().c_str());
  Builder builder(options, reporter, folder);
  build(builder, 0, *commands);
  reporter.doing(0, "linking");
  auto library = builder.link();
  if (!library.ok())
    return reporter.problem(explain(library.error()));
  alarm(0);

  // From here on compiled code runs.
  Plan plan{options.stress_heap, options.timeout, std::move(*library), builder.take_modules(),
            std::move(*commands)};
  const std::string path = folder.file("plan");
  std::ofstream(path, std::ios::binary) << write_plan(plan);
  execute(options, path, fd, reporter);
}

} // namespace wexn::spec
