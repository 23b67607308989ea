// Command line -> Options. The only file of the compiler that includes CLI11; its exceptions end
// here.
#include "wexnc/command_line.h"

#include "wexn/abi/types.h"
#include "wexnc/support/target.h"

#include <CLI/CLI.hpp>

#include <thread>

namespace wexn {
namespace {

constexpr const char *kVersion = "wexnc " WEXN_VERSION;

struct OptRow {
  const char *text;
  OptLevel level;
};
constexpr OptRow kOptLevels[] = {{"0", OptLevel::O0}, {"1", OptLevel::O1}, {"2", OptLevel::O2},
                                 {"3", OptLevel::O3}, {"s", OptLevel::Os}, {"z", OptLevel::Oz}};

// How each kind of output is asked for and what its file is called.
struct EmitRow {
  const char *text;
  EmitKind kind;
  const char *extension;
};
constexpr EmitRow kEmits[] = {{"obj", EmitKind::Object, ".o"},
                              {"asm", EmitKind::Assembly, ".s"},
                              {"llvm-ir", EmitKind::LlvmIr, ".ll"},
                              {"bc", EmitKind::Bitcode, ".bc"},
                              {"exe", EmitKind::Executable, ""}};

struct BoundsRow {
  const char *text;
  Bounds bounds;
};
constexpr BoundsRow kBounds[] = {{"guard", Bounds::Guard}, {"software", Bounds::Software}};

struct StackRow {
  const char *text;
  StackCheck check;
};
constexpr StackRow kStackChecks[] = {
    {"limit", StackCheck::Limit}, {"guard", StackCheck::Guard}, {"none", StackCheck::None}};

struct BranchRow {
  const char *text;
  BranchProtection protection;
};
constexpr BranchRow kBranchProtections[] = {{"none", BranchProtection::None},
                                            {"bti", BranchProtection::Bti},
                                            {"pac-ret", BranchProtection::PacRet},
                                            {"standard", BranchProtection::Standard}};

// The texts of a table, for CLI11's check; and the row of a checked text.
template <typename Row, size_t N> std::vector<std::string> texts(const Row (&rows)[N]) {
  std::vector<std::string> out;
  for (const Row &row : rows)
    out.emplace_back(row.text);
  return out;
}
template <typename Row, size_t N> const Row &row_of(const Row (&rows)[N], const std::string &text) {
  for (const Row &row : rows)
    if (text == row.text)
      return row;
  bug("an option's value was not checked");
}

std::string stem(const std::string &path) {
  std::string name = path.substr(path.rfind('/') + 1);
  size_t dot = name.rfind('.');
  return dot == std::string::npos || dot == 0 ? name : name.substr(0, dot);
}

bool is_identifier(const std::string &name) {
  if (name.empty() || (name[0] >= '0' && name[0] <= '9'))
    return false;
  for (char c : name)
    if (!(c == '_' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')))
      return false;
  return true;
}

// The spelling clang accepts and CLI11 does not: one dash before a long name.
std::vector<std::string> arguments(int argc, char **argv) {
  std::vector<std::string> args;
  for (int i = argc - 1; i > 0; --i) { // CLI11 takes them in reverse
    std::string arg = argv[i];
    if (arg.starts_with("-mcpu=") || arg.starts_with("-mattr="))
      arg.insert(0, "-");
    args.push_back(std::move(arg));
  }
  return args;
}

struct UsageError {
  std::string what;
};

void usage_error(const std::string &what) {
  std::cerr << "wexnc: error: " << what << "\nRun wexnc --help for the options.\n";
}

// What CLI11 stored as text, before it is looked up and completed.
struct Raw {
  std::string opt = "2", emit = "obj", bounds, stack_check = "limit", branches = "none", target;
  bool print_link_flags = false, print_sysroot = false;
};

void complete(Options &options, const Raw &raw) {
  const Target *target = raw.target.empty() ? &host_target() : find_target(raw.target);
  if (!target) {
    std::string known;
    for (const Target &t : all_targets())
      known += (known.empty() ? "" : ", ") + std::string(t.triple);
    throw UsageError{"--target: " + raw.target + " is not one of " + known};
  }
  options.target = target->triple;
  options.opt = row_of(kOptLevels, raw.opt).level;
  const EmitRow &emit = row_of(kEmits, raw.emit);
  options.emit = emit.kind;
  options.stack_check = row_of(kStackChecks, raw.stack_check).check;
  options.bounds = raw.bounds.empty() ? (target->hosted ? Bounds::Guard : Bounds::Software)
                                      : row_of(kBounds, raw.bounds).bounds;
  if (options.bounds == Bounds::Guard && !target->hosted)
    throw UsageError{"--bounds=guard: " + options.target +
                     " has no memory protection; use --bounds=software"};
  if (options.stack_check == StackCheck::Guard && !target->hosted)
    throw UsageError{"--stack-check=guard: " + options.target +
                     " has no memory protection; use --stack-check=limit"};
  options.branch_protection = row_of(kBranchProtections, raw.branches).protection;
  if (options.branch_protection != BranchProtection::None && target->arch != Arch::AArch64)
    throw UsageError{"--branch-protection=" + raw.branches + ": " + options.target +
                     " has none; it is for AArch64"};
  if (!options.jobs)
    options.jobs = std::max(1u, std::thread::hardware_concurrency());
}

void complete_files(Options &options, const Raw &raw) {
  if (options.input.empty())
    throw UsageError{"no input file"};
  const EmitRow &emit = row_of(kEmits, raw.emit);
  bool is_exe = emit.kind == EmitKind::Executable;
  if (options.output.empty())
    options.output = options.input == "-" ? "-" : stem(options.input) + emit.extension;
  if (options.output == "-" && is_exe)
    throw UsageError{"-o: an executable cannot be written to standard output"};
  const Target &target = *find_target(options.target);
  if (is_exe && !(target.hosted && target.format == host_target().format))
    throw UsageError{"--emit=exe: linking for " + options.target +
                     " is not supported; use --emit=obj and that target's linker"};
  if (options.output == options.input && options.input != "-")
    throw UsageError{"-o: " + options.output + " is the input file"};
  if (options.module_name.empty())
    options.module_name = module_name_of(options.input);
  else if (!is_identifier(options.module_name))
    throw UsageError{"--module-name: " + options.module_name + " is not a C identifier"};
}

// The flags of proposals, for CLI11's check and --help. What they do depends on their order, which
// CLI11 does not tell: set_features reads them.
void add_features(CLI::App &app) {
  static constexpr const char *kStates[] = {" (on)", " (off)", " (checked, but not compiled)"};
  auto add = [&](wasm::Feature feature, const std::string &flag, wasm::FeatureDefault state,
                 const std::string &text) {
    if (feature == wasm::Feature::Mvp)
      return;
    auto ignore = [](int64_t) {};
    app.add_flag_function("--enable-" + flag, ignore, text + kStates[static_cast<size_t>(state)])
        ->group("Proposals");
    app.add_flag_function("--disable-" + flag, ignore)->group("Proposals");
  };
#define FEATURE(id, flag, state, text)                                                             \
  add(wasm::Feature::id, flag, wasm::FeatureDefault::state, text);
#include "wexnc/wasm/features.def"
}

// From left to right. Without exceptions there are no references to them and no older form either,
// unless a later flag says so.
void set_features(int argc, char **argv, wasm::Features &features) {
  for (int i = 1; i < argc; ++i) {
    std::string_view arg = argv[i];
    bool on = arg.starts_with("--enable-");
    if (!on && !arg.starts_with("--disable-"))
      continue;
    auto feature = wasm::feature_by_flag(arg.substr(arg.find('-', 2) + 1));
    if (!feature)
      continue;
    features.set(*feature, on);
    if (feature == wasm::Feature::Exceptions && !on) {
      features.set(wasm::Feature::Exnref, false);
      features.set(wasm::Feature::LegacyExceptions, false);
    }
  }
}

Command parse(int argc, char **argv) {
  Command command;
  Options &o = command.options;
  o.jobs = 0;
  Raw raw;
  CLI::App app("Compiles a WebAssembly module into a relocatable native object.", "wexnc");
  app.set_version_flag("--version",
                       std::string(kVersion) + ", ABI " + std::to_string(WEXN_ABI_VERSION));
  app.require_subcommand(0, 1);
  app.add_option("input", o.input, "module: binary (.wasm) or text (.wat); - is standard input");
  app.add_option("-o,--output", o.output, "output file; - is standard output");
  app.add_option("-n,--module-name", o.module_name,
                 "prefix of every symbol; default: from the file's name");
  app.add_option("--emit", raw.emit, "what to write")
      ->check(CLI::IsMember(texts(kEmits)))
      ->capture_default_str();
  app.add_option("--header", o.header,
                 "also write the C header of the module's exports and imports");
  app.add_option("-O", raw.opt, "optimisation level")
      ->check(CLI::IsMember(texts(kOptLevels)))
      ->capture_default_str();
  app.add_flag("-g", o.debug, "carry the module's DWARF over to native DWARF");
  app.add_option("-j", o.jobs, "threads; default: one a processor")->check(CLI::Range(1u, 1024u));
  app.add_flag("-v", o.verbose, "show phases with their times");
  app.add_option("--target", raw.target, "what to compile for; see `wexnc targets`");
  app.add_option("--mcpu", o.cpu, "processor (-mcpu=CPU), or native")->group("Code generation");
  app.add_option("--mattr", o.attr, "processor features (-mattr=+a,-b)")->group("Code generation");
  app.add_option("--bounds", raw.bounds, "how memory accesses are kept inside")
      ->check(CLI::IsMember(texts(kBounds)))
      ->group("Code generation");
  app.add_option("--stack-check", raw.stack_check, "how running out of stack is noticed")
      ->check(CLI::IsMember(texts(kStackChecks)))
      ->capture_default_str()
      ->group("Code generation");
  app.add_option(
         "--branch-protection", raw.branches,
         "AArch64: landing pads for branches (bti), signed return addresses (pac-ret), both")
      ->check(CLI::IsMember(texts(kBranchProtections)))
      ->capture_default_str()
      ->group("Code generation");
  app.add_flag("--print-link-flags", raw.print_link_flags, "print what to link objects with");
  app.add_flag("--print-sysroot", raw.print_sysroot, "print where the runtime and its headers are");
  add_features(app);
  set_features(argc, argv, o.features);

  CLI::App *inspect = app.add_subcommand("inspect", "shows what an object made by wexnc holds");
  inspect->add_option("object", command.inspect.file, "object file")->required();
  inspect->add_flag("--json", command.inspect.json, "for programs");
  inspect->add_flag("--exceptions", command.inspect.exceptions,
                    "functions, call sites and clauses one by one");
  inspect->add_flag("--inlined", command.inspect.inlined, "code of inlined functions, one by one");
  inspect->add_flag("--traps", command.inspect.traps, "calls that trap, one by one");
  inspect->add_flag("--tags", command.inspect.tags, "tags only");
  CLI::App *targets = app.add_subcommand("targets", "what can be compiled for");

  try {
    app.parse(arguments(argc, argv));
  } catch (const CLI::ParseError &e) {
    bool asked = e.get_exit_code() == static_cast<int>(CLI::ExitCodes::Success);
    if (asked)
      app.exit(e, std::cout, std::cerr);
    else
      usage_error(e.what());
    command.kind = CommandKind::Exit;
    command.exit_code = asked ? 0 : 2;
    return command;
  }
  try {
    if (*inspect) {
      command.kind = CommandKind::Inspect;
      return command;
    }
    complete(o, raw);
    if (*targets)
      command.kind = CommandKind::Targets;
    else if (raw.print_link_flags)
      command.kind = CommandKind::PrintLinkFlags;
    else if (raw.print_sysroot)
      command.kind = CommandKind::PrintSysroot;
    else
      complete_files(o, raw);
  } catch (const UsageError &e) {
    usage_error(e.what);
    command.kind = CommandKind::Exit;
    command.exit_code = 2;
  }
  return command;
}

} // namespace

std::string module_name_of(const std::string &input) {
  std::string name = input == "-" ? "module" : stem(input);
  for (char &c : name)
    if (!is_identifier(std::string("_") + c))
      c = '_';
  return is_identifier(name) ? name : "_" + name;
}

Command parse_command_line(int argc, char **argv) { return parse(argc, argv); }

} // namespace wexn
