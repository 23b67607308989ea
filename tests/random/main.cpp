// wexn-random: random modules through the compiler and through the interpreter (README.md).
// Command line -> seeds -> processes -> counts.
#include "tests/random/differ.h"
#include "tests/random/reduce.h"
#include "tests/random/suite.h"
#include "tests/spec/pipeline.h"

#include <algorithm>
#include <atomic>
#include <charconv>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

namespace wexn::random {
namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

constexpr const char *kUsage =
    R"(usage: wexn-random [option...]           compares compiled code with the interpreter
       wexn-random suite PATH...         runs test scripts with the interpreter
       wexn-random show --seed=N [--only=K]   prints a module
  --seed=N         the first seed; default: of the clock
  --seconds=N      for so long (default 60), or
  --count=N        so many seeds
  --functions=N    in each module (default 12)
  --only=K         function K of each module alone
  --generators=LIST   such as lanes,loop: of modules, which ones are made
  --modes=LIST     such as 2g,0s: levels 0 1 2 3 s z, g guard, s software; or all.
                   Default: 2g, 2s and two others, which the seed chooses, 3s most often
  --target=TRIPLE  compile for it, and run in an emulator what is for another machine
  -mcpu=CPU, --interruptible   as for wexnc
  --memory-base=WHERE   as for wexn-spec: checked, or register, or gs
  -j N             modules at a time (default 2)
  --keep=DIR       where modules that went wrong are left (default random_failures)
  --first          stop at the first failure
  --falsify        expect something wrong of each module's last call
)";
constexpr unsigned kSecondsASeed = 120, kSecondsToReduce = 20;

struct Options {
  uint64_t seed = 0, count = 0;
  unsigned seconds = 60, jobs = 2;
  Choice choice;
  std::vector<Mode> modes;
  std::string keep = "random_failures";
  bool first = false;
  Environment environment;
};

// What all processes add up, in memory that they share.
struct Counts {
  std::atomic<uint64_t> passed, failed, functions, calls, traps, dropped;
};

std::vector<Mode> modes_for(const Options &options, uint64_t seed) {
  if (!options.modes.empty())
    return options.modes;
  std::vector<Mode> modes = {{'2', Bounds::Guard}, {'2', Bounds::Software}}, others;
  for (const Mode &mode : all_modes())
    if (mode.level != '2')
      others.push_back(mode);
  Rng rng(~seed);
  if (rng.chance(50)) { // where loops change most, and checks stand in them
    modes.push_back({'3', Bounds::Software});
    std::erase_if(others,
                  [](const Mode &m) { return m.level == '3' && m.bounds == Bounds::Software; });
  }
  while (modes.size() < 4) {
    const size_t i = rng.below(others.size());
    modes.push_back(others[i]);
    others.erase(others.begin() + static_cast<ptrdiff_t>(i));
  }
  return modes;
}

std::string command_for(const Options &options, uint64_t seed, unsigned function,
                        const Mode &mode) {
  std::string text = "wexn-random --seed=" + std::to_string(seed) +
                     " --count=1 --functions=" + std::to_string(options.choice.functions) +
                     " --modes=" + mode.name();
  for (const std::string &each : options.choice.generators)
    text += (&each == options.choice.generators.data() ? " --generators=" : ",") + each;
  if (!options.environment.target.empty())
    text += " --target=" + options.environment.target;
  if (!options.environment.cpu.empty())
    text += " -mcpu=" + options.environment.cpu;
  if (options.environment.memory_base != MemoryBase::Register)
    text +=
        std::string(" --memory-base=") + spec::memory_base_text(options.environment.memory_base);
  if (options.environment.interruptible)
    text += " --interruptible";
  return text + " --only=" + std::to_string(function);
}

// Leaves a smaller program that goes wrong, and says how to see it.
void keep(const Options &options, uint64_t seed, const Difference &d, unsigned function) {
  std::error_code ignored;
  fs::create_directories(options.keep, ignored);
  const std::string name = options.keep + "/" + std::to_string(seed) + "-" +
                           std::to_string(function) + "-" + d.mode.name();
  Choice choice = options.choice;
  choice.only = function;
  Program program = generate(seed, choice);
  Verdict v = compare(program, {d.mode}, options.environment);
  std::string text = "seed " + std::to_string(seed) + ", function " + std::to_string(function) +
                     ", " + d.mode.name() + ": expected\n  " + d.expected + "\ngot\n  " + d.found +
                     "\nagain: " + command_for(options, seed, function, d.mode) + "\n";
  if (!v.differences.empty()) {
    program = reduce(program, d.mode, options.environment, kSecondsToReduce);
    v = compare(program, all_modes(), options.environment);
    text += "smaller: " + name + ".wat, which differs in";
    for (const Difference &each : v.differences)
      text += " " + each.mode.name();
    for (const interpret::Value &arg : program.calls[0].args) {
      char bits[32];
      std::snprintf(bits, sizeof bits, "%s0x%lx",
                    &arg == program.calls[0].args.data() ? "; called with " : " ", arg.lo);
      text += bits;
    }
    text += "\n";
    if (!v.differences.empty())
      text += "  " + v.differences[0].expected + "\n  " + v.differences[0].found + "\n";
  }
  std::ofstream(name + ".wat") << program.text;
  std::ofstream(name + ".txt") << text;
  std::fputs(text.c_str(), stdout);
}

// In a process of its own.
void run_seed(const Options &options, uint64_t seed, Counts &counts) {
  const Program program = generate(seed, options.choice);
  const std::vector<Mode> modes = modes_for(options, seed);
  const Verdict verdict = compare(program, modes, options.environment);
  counts.calls += verdict.compared;
  counts.traps += verdict.traps;
  counts.dropped += verdict.dropped;
  counts.functions += options.choice.only == kAll ? options.choice.functions : 1;
  if (!verdict.problem.empty()) {
    ++counts.failed;
    std::printf("seed %lu: %s\n", seed, verdict.problem.c_str());
    fs::create_directories(options.keep);
    std::ofstream(options.keep + "/" + std::to_string(seed) + ".wat") << program.text;
    return;
  }
  counts.failed += verdict.differences.size();
  counts.passed += modes.size() - verdict.differences.size();
  // One example of each function is enough.
  std::map<unsigned, const Difference *> functions;
  for (const Difference &d : verdict.differences)
    functions.try_emplace(program.calls[d.call].function, &d);
  for (const auto &[function, d] : functions)
    keep(options, seed, *d, function);
}

bool run_all(const Options &options) {
  auto *counts = static_cast<Counts *>(
      mmap(nullptr, sizeof(Counts), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0));
  std::string root = (fs::temp_directory_path() / "wexn-random-XXXXXX").string();
  if (counts == MAP_FAILED || !mkdtemp(root.data()))
    return false;
  std::printf("seed %lu\n", options.seed);
  const auto start = Clock::now();
  const auto seconds = [&] { return std::chrono::duration<double>(Clock::now() - start).count(); };
  uint64_t next = options.seed;
  const auto more = [&] {
    if (options.first && counts->failed)
      return false;
    return options.count ? next < options.seed + options.count : seconds() < options.seconds;
  };
  std::map<pid_t, std::pair<uint64_t, unsigned>> running; // seed and slot
  std::vector<bool> busy(options.jobs);
  while (more() || !running.empty()) {
    if (more() && running.size() < options.jobs) {
      unsigned slot = 0;
      while (slot < busy.size() && busy[slot])
        ++slot;
      busy.resize(std::max(busy.size(), size_t{slot} + 1));
      std::fflush(stdout);
      const pid_t child = fork();
      if (child == 0) {
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        alarm(kSecondsASeed);
        Options own = options;
        own.environment.folder = root + "/" + std::to_string(slot);
        fs::create_directories(own.environment.folder);
        run_seed(own, next, *counts);
        std::fflush(stdout);
        std::_Exit(0);
      }
      busy[slot] = true;
      running[child] = {next++, slot};
      continue;
    }
    int status = 0;
    const pid_t ended = waitpid(-1, &status, 0);
    const auto job = running.find(ended);
    if (job == running.end())
      continue;
    if (status != 0) {
      ++counts->failed;
      if (WIFSIGNALED(status) && WTERMSIG(status) == SIGALRM)
        std::printf("seed %lu: took more than %u seconds\n", job->second.first, kSecondsASeed);
      else
        std::printf("seed %lu: the process ended with status %d\n", job->second.first, status);
    }
    busy[job->second.second] = status != 0; // what it ran may still write to its folder
    running.erase(job);
  }
  std::error_code ignored;
  fs::remove_all(root, ignored);
  std::printf("seeds %lu to %lu in %.0f s: %lu functions, %lu calls of which %lu trapped, %lu that "
              "did not end left out\n",
              options.seed, next - 1, seconds(), counts->functions.load(), counts->calls.load(),
              counts->traps.load(), counts->dropped.load());
  std::printf("%lu passed, %lu failed\n", counts->passed.load(), counts->failed.load());
  return counts->failed == 0 && counts->passed > 0;
}

template <typename T> bool parse_number(std::string_view text, T &number) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc() && end == text.data() + text.size();
}

bool parse_generators(std::string_view list, std::vector<std::string> &names) {
  for (size_t end = 0; end != list.npos; list.remove_prefix(end == list.npos ? 0 : end + 1)) {
    end = list.find(',');
    names.emplace_back(list.substr(0, end));
    if (!is_generator(names.back()))
      return false;
  }
  return true;
}

bool parse(const std::vector<std::string> &words, Options &options) {
  options.seed =
      static_cast<uint64_t>(std::chrono::system_clock::now().time_since_epoch().count()) / 1000;
  bool seconds_given = false;
  for (size_t i = 0; i < words.size(); ++i) {
    std::string_view word = words[i];
    std::string value;
    const auto is = [&](std::string_view name) {
      if (!word.starts_with(name))
        return false;
      value = word.substr(name.size());
      return true;
    };
    bool ok = true;
    if (is("--seed="))
      ok = parse_number(value, options.seed);
    else if (is("--seconds="))
      ok = seconds_given = parse_number(value, options.seconds);
    else if (is("--count="))
      ok = parse_number(value, options.count);
    else if (is("--functions="))
      ok = parse_number(value, options.choice.functions) && options.choice.functions > 0;
    else if (is("--only="))
      ok = parse_number(value, options.choice.only);
    else if (is("--generators="))
      ok = parse_generators(value, options.choice.generators);
    else if (is("--modes="))
      ok = !(options.modes = parse_modes(value)).empty();
    else if (is("--target="))
      options.environment.target = value;
    else if (is("-mcpu="))
      options.environment.cpu = value;
    else if (is("--memory-base="))
      ok = spec::find_memory_base(value, options.environment.memory_base);
    else if (word == "--interruptible")
      options.environment.interruptible = true;
    else if (is("--keep="))
      options.keep = value;
    else if (is("-j"))
      ok = parse_number(value.empty() && i + 1 < words.size() ? words[++i] : value, options.jobs) &&
           options.jobs > 0;
    else if (word == "--first")
      options.first = true;
    else if (word == "--falsify")
      options.environment.falsify = true;
    else
      ok = false;
    if (!ok) {
      std::fprintf(stderr, "wexn-random: bad argument '%s'\n%s", std::string(word).c_str(), kUsage);
      return false;
    }
  }
  if (!options.environment.target.empty() && !options.environment.target.starts_with("x86_64"))
    options.environment.runner = {
        "qemu-" + options.environment.target.substr(0, options.environment.target.find('-')), "-L",
        "/usr/" + options.environment.target};
  return true;
}

int run(std::vector<std::string> words) {
  if (!words.empty() && words[0] == "--help") {
    std::printf("%sgenerators: %s\n", kUsage, generator_names().c_str());
    return 0;
  }
  const std::string command = words.empty() || words[0].starts_with("-") ? "" : words[0];
  if (!command.empty())
    words.erase(words.begin());
  if (command == "suite" && !words.empty())
    return run_suite(words) ? 0 : 1;
  Options options;
  if (!command.empty() && command != "show") {
    std::fputs(kUsage, stderr);
    return 2;
  }
  if (!parse(words, options))
    return 2;
  if (command == "show") {
    std::fputs(generate(options.seed, options.choice).text.c_str(), stdout);
    return 0;
  }
  return run_all(options) ? 0 : 1;
}

} // namespace
} // namespace wexn::random

int main(int argc, char **argv) { return wexn::random::run({argv + 1, argv + argc}); }
