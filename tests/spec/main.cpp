// wexn-spec: runs scripts of the WebAssembly test suite (JSON or .wast) through wexnc's own
// pipeline, as native code. Command line -> list of scripts -> processes -> counts.
#include "tests/spec/expectations.h"
#include "tests/spec/loader.h"
#include "tests/spec/pipeline.h"
#include "tests/spec/scheduler.h"
#include "tests/spec/summary.h"
#include "wexnc/support/target.h"

#include <algorithm>
#include <charconv>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <iterator>
#include <regex>
#include <sstream>

namespace wexn::spec {
namespace {

namespace fs = std::filesystem;

constexpr const char *kUsage =
    R"(usage: wexn-spec [option...] PATH...
Runs scripts of the WebAssembly test suite: files (.json, .wast) or folders that hold some.
  -j N                    scripts at a time (default 1)
  -O LEVEL                0 1 2 3 s z (default 2)
  --target=TRIPLE         compile for it, and run in an emulator what is for another machine
  --runner=COMMAND        the emulator with its options (default qemu-ARCH -L /usr/TRIPLE)
  -mcpu=CPU -mattr=LIST   as for wexnc
  --branch-protection     compile with --branch-protection=standard
  --bounds=guard|software how memory accesses are checked (default guard)
  --memory-base=WHERE     register, gs, or checked: gs, and compiled code stops where it is wrong
  --enable=PROPOSAL       as wexnc's --enable-PROPOSAL
  --stress-heap           collect garbage at every allocation
  --only=REGEX            only scripts whose GROUP/TEST matches
  --expectations=FILE     list of expected failures
  --mutate=SEED           falsify a third of the expectations and demand that this is noticed
  --timeout=SECONDS       for each command and each compilation (default 60)
  --keep                  leave objects and libraries behind
  -v                      print every failure;  -vv  also what is skipped
)";

template <typename T> bool parse_number(std::string_view text, T &number) {
  auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), number);
  return ec == std::errc() && end == text.data() + text.size();
}

// The value of `--name=value`, `-Nvalue` or `-N value`.
class Arguments {
public:
  Arguments(int argc, char **argv) : words_(argv + 1, argv + argc) {}
  bool next() {
    if (position_ == words_.size())
      return false;
    word_ = words_[position_++];
    return true;
  }
  [[nodiscard]] std::string_view word() const { return word_; }
  [[nodiscard]] bool is(std::string_view option) const { return word_ == option; }
  // A value in the same word, or for one-letter options in the next.
  bool value(std::string_view option, std::string &value) {
    bool letter = option.size() == 2;
    if (!word_.starts_with(option))
      return false;
    std::string_view rest = word_.substr(option.size());
    if (letter && rest.empty() && position_ < words_.size())
      rest = words_[position_++];
    else if (!letter && !rest.starts_with("="))
      return false;
    value = letter ? rest : rest.substr(1);
    return true;
  }

private:
  std::vector<std::string_view> words_;
  size_t position_ = 0;
  std::string_view word_;
};

std::vector<std::string> split(const std::string &text) {
  std::istringstream in(text);
  return {std::istream_iterator<std::string>(in), {}};
}

bool parse_arguments(int argc, char **argv, Options &options) {
  Arguments arguments(argc, argv);
  std::string value;
  bool ok = true;
  while (ok && arguments.next()) {
    if (arguments.is("--stress-heap"))
      options.stress_heap = true;
    else if (arguments.is("--branch-protection"))
      options.branch_protection = BranchProtection::Standard;
    else if (arguments.is("--keep"))
      options.keep = true;
    else if (arguments.is("-v"))
      options.verbose = true;
    else if (arguments.is("-vv"))
      options.verbose = options.list = true;
    else if (arguments.value("-j", value))
      ok = parse_number(value, options.jobs) && options.jobs > 0;
    else if (arguments.value("-O", options.level))
      ok = options.level.size() == 1 &&
           std::string_view("0123sz").find(options.level[0]) != std::string_view::npos;
    else if (arguments.value("--bounds", value))
      ok = value == "guard" || (options.software_bounds = value == "software");
    else if (arguments.value("--memory-base", value))
      ok = find_memory_base(value, options.memory_base);
    else if (arguments.value("--enable", value)) {
      const auto feature = wasm::feature_by_flag(value);
      ok = feature.has_value();
      if (ok)
        options.features.set(*feature, true);
    } else if (arguments.value("--runner", value))
      options.runner = split(value);
    else if (arguments.value("--target", options.target) || arguments.value("-mcpu", options.cpu) ||
             arguments.value("-mattr", options.attr))
      ;
    else if (arguments.value("--only", options.only) ||
             arguments.value("--expectations", options.expectations))
      ;
    else if (arguments.value("--mutate", value))
      ok = parse_number(value, options.mutate.emplace());
    else if (arguments.value("--timeout", value))
      ok = parse_number(value, options.timeout) && options.timeout > 0;
    else if (arguments.word().starts_with("-"))
      ok = false;
    else
      options.paths.emplace_back(arguments.word());
  }
  if (!ok)
    std::fprintf(stderr, "wexn-spec: bad argument '%s'\n", std::string(arguments.word()).c_str());
  return ok && !options.paths.empty();
}

// Names of a script: those of the folders of the suite, GROUP/TEST/TEST.json, or FOLDER/TEST.wast.
Script script_of(const fs::path &file) {
  fs::path folder = fs::absolute(file).lexically_normal().parent_path();
  if (file.extension() == ".json" && folder.filename() == file.stem())
    folder = folder.parent_path();
  return {file.string(), folder.filename().string(), file.stem().string()};
}

bool is_script(const fs::path &file) {
  if (file.extension() == ".wast")
    return true;
  return file.extension() == ".json" && file.parent_path().filename() == file.stem();
}

// All scripts beneath the paths, group by group. Groups that lie in them as a whole are noted.
bool find_scripts(const Options &options, std::vector<Script> &scripts,
                  std::set<std::string> &complete) {
  for (const std::string &path : options.paths) {
    std::error_code error;
    if (!fs::is_directory(path, error)) {
      if (!fs::exists(path, error)) {
        std::fprintf(stderr, "wexn-spec: no such file: %s\n", path.c_str());
        return false;
      }
      scripts.push_back(script_of(path));
      continue;
    }
    fs::path root = fs::absolute(path).lexically_normal();
    if (!root.has_filename())
      root = root.parent_path();
    for (const auto &entry : fs::recursive_directory_iterator(root, error)) {
      if (!entry.is_regular_file() || !is_script(entry.path()))
        continue;
      scripts.push_back(script_of(entry.path()));
      auto depth = std::distance(entry.path().begin(), entry.path().end()) -
                   std::distance(root.begin(), root.end());
      if (options.only.empty() && depth >= (entry.path().extension() == ".json" ? 2 : 1))
        complete.insert(scripts.back().group);
    }
  }
  std::sort(scripts.begin(), scripts.end(), [](const Script &a, const Script &b) {
    return std::tie(a.group, a.test, a.path) < std::tie(b.group, b.test, b.path);
  });
  if (!options.only.empty()) {
    std::regex only(options.only);
    std::erase_if(scripts, [&](const Script &script) {
      return !std::regex_search(script.group + "/" + script.test, only);
    });
  }
  if (scripts.empty())
    std::fprintf(stderr, "wexn-spec: no scripts found\n");
  return !scripts.empty();
}

// The list in the source tree that this program was built in: bin/wexn-spec lies in a build folder.
std::string default_expectations() {
  std::error_code ignored;
  fs::path folder = fs::read_symlink("/proc/self/exe", ignored).parent_path();
  for (; folder.has_relative_path(); folder = folder.parent_path())
    if (fs::path list = folder / "tests/spec/expectations.txt"; fs::exists(list, ignored))
      return list.string();
  return {};
}

// What the target asks for: the program that executes, which lies beside this one, and how such
// programs are started here.
bool complete_target(Options &options) {
  const Target *target = find_target(options.target);
  if (!target) {
    std::fprintf(stderr, "wexn-spec: unknown target: %s\n", options.target.c_str());
    return false;
  }
  options.target = target->triple;
  std::error_code error;
  options.executor = fs::read_symlink("/proc/self/exe", error).string() + "-run." + options.target;
  if (!fs::exists(options.executor, error)) {
    std::fprintf(stderr, "wexn-spec: no program executes scripts for %s: %s is missing\n",
                 options.target.c_str(), options.executor.c_str());
    return false;
  }
  // The executor for Mach-O is a script of this machine (tests/support/macho_jit).
  const bool needs_emulator =
      target->arch != host_target().arch && target->format == ObjectFormat::Elf;
  if (options.runner.empty() && needs_emulator)
    options.runner = {"qemu-" + options.target.substr(0, options.target.find('-')), "-L",
                      "/usr/" + options.target};
  return true;
}

int run(int argc, char **argv) {
  Options options;
  if (argc == 2 && std::string_view(argv[1]) == "--help") {
    std::fputs(kUsage, stdout);
    return 0;
  }
  if (!parse_arguments(argc, argv, options)) {
    std::fputs(kUsage, stderr);
    return 2;
  }
  if (!complete_target(options))
    return 2;
  std::vector<Script> scripts;
  std::set<std::string> complete;
  if (!find_scripts(options, scripts, complete))
    return 2;
  if (options.expectations.empty())
    options.expectations = default_expectations();
  auto expectations = options.expectations.empty() ? Result<Expectations>(Expectations())
                                                   : Expectations::load(options.expectations);
  if (!expectations.ok()) {
    std::fprintf(stderr, "wexn-spec: %s\n", expectations.error().detail.c_str());
    return 2;
  }
  WorkFolder work({}, options.keep); // here, so that it is removed even when a script crashes
  options.work_folder = work.path();
  Summary summary(options, std::move(*expectations), std::move(complete));
  run_scripts(options, scripts, [&](const Script &script, ScriptReport report) {
    summary.add(script, std::move(report));
  });
  return summary.finish() ? 0 : 1;
}

} // namespace
} // namespace wexn::spec

int main(int argc, char **argv) { return wexn::spec::run(argc, argv); }
