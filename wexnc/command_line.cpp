// Command line -> Options. The only file of the compiler that includes CLI11; its exceptions end
// here.
#include "wexnc/command_line.h"

#include "wexn/abi/types.h"
#include "wexnc/command_help.h"
#include "wexnc/support/file.h"
#include "wexnc/support/mangle.h"
#include "wexnc/support/response_file.h"
#include "wexnc/support/target.h"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <iterator>
#include <thread>
#include <unistd.h>

namespace wexn {
namespace {

constexpr const char *kVersion = "wexnc " WEXN_VERSION;

// How each kind of output is asked for and what its file is called.
struct EmitRow {
  const char *text;
  EmitKind kind;
  const char *extension;
};
constexpr EmitRow kEmits[] = {
    {"obj", EmitKind::Object, ".o"},      {"asm", EmitKind::Assembly, ".s"},
    {"llvm-ir", EmitKind::LlvmIr, ".ll"}, {"bc", EmitKind::Bitcode, ".bc"},
    {"exe", EmitKind::Executable, ""},    {"wasm", EmitKind::Wasm, ".wasm"}};

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

// The texts of a table as a placeholder: obj|asm|exe.
template <typename Row, size_t N> std::string placeholder(const Row (&rows)[N]) {
  std::string out;
  for (const Row &row : rows)
    out += (out.empty() ? "" : "|") + std::string(row.text);
  return out;
}

// The words behind the command's name. Files of words are read, and the spelling that clang accepts
// and CLI11 does not gets its second dash: one before a long name.
std::vector<std::string> arguments(int argc, char **argv) {
  std::vector<std::string> args = expand_response_files({argv + std::min(argc, 1), argv + argc});
  for (std::string &arg : args)
    if (arg.starts_with("-mcpu=") || arg.starts_with("-mtune=") || arg.starts_with("-mattr="))
      arg.insert(0, "-");
  return args;
}

struct UsageError {
  std::string what;
};

// What a variable of the shell without a value leaves. CLI11 takes the word behind it instead, or
// what is meant without the option.
void refuse_empty(const std::vector<std::string> &args) {
  for (const std::string &arg : args) {
    if (arg == "--")
      return;
    if (arg.empty())
      throw UsageError{"an empty word"};
    if (arg.starts_with("--") && arg.ends_with("="))
      throw UsageError{arg.substr(0, arg.size() - 1) + " has no value"};
  }
}

// CLI11 takes some words as values of flags, and of flags of proposals any.
void refuse_values_of_flags(const std::vector<std::string> &args, const CLI::App &app) {
  std::vector<const CLI::App *> commands =
      app.get_subcommands([](const CLI::App *) { return true; });
  commands.push_back(&app);
  for (const std::string &arg : args) {
    if (arg == "--")
      return;
    const size_t equals = arg.find('=');
    if (!arg.starts_with("--") || equals == std::string::npos)
      continue;
    const std::string name = arg.substr(0, equals);
    for (const CLI::App *command : commands)
      if (const CLI::Option *option = command->get_option_no_throw(name);
          option && option->get_items_expected_max() == 0)
        throw UsageError{name + " takes no value"};
  }
}

void usage_error(const std::string &what) {
  std::cerr << "wexnc: error: " << what << "\nRun wexnc --help for the options.\n";
}

// What CLI11 stored as text, before it is looked up and completed.
struct Raw {
  std::string opt = "2", emit = "obj", bounds, base = "register", stack_check = "limit",
              branches = "none", target;
  bool print_link_flags = false, print_cflags = false, print_sysroot = false, print_name = false;
};

void complete(Options &options, const Raw &raw) {
  const Target *target = find_target(raw.target);
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
  options.memory_base = row_of(kMemoryBases, raw.base).base;
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
  const bool chosen = !options.output.empty();
  if (!chosen)
    options.output = options.input == "-" ? "-" : stem(options.input) + emit.extension;
  if (options.output == "-" && is_exe)
    throw UsageError{"-o: an executable cannot be written to standard output"};
  const Target &target = *find_target(options.target);
  if (is_exe && !(target.hosted && target.format == host_target().format))
    throw UsageError{"--emit=exe: linking for " + options.target +
                     " is not supported; use --emit=obj and that target's linker"};
  if (same_file(options.output, options.input))
    throw UsageError{chosen ? "-o: " + options.output + " is the input file"
                            : options.input +
                                  " would be the output, too; is it a module? -o FILE names "
                                  "another output"};
  if (same_file(options.header, options.input))
    throw UsageError{"--header: " + options.header + " is the input file"};
  if (same_file(options.header, options.output) || (options.header == "-" && options.output == "-"))
    throw UsageError{"--header: " + options.header + " is the output file"};
  if (options.module_name.empty())
    options.module_name = module_name_of(options.input);
  else if (!is_identifier(options.module_name))
    throw UsageError{"--module-name: " + options.module_name + " is not a C identifier"};
  if (const auto why = reserved_module_name(options.module_name))
    throw UsageError{"--module-name: " + options.module_name + ": " + *why};
}

// The flags of proposals, which help_of_proposals() lists. What they do depends on their order,
// which CLI11 does not tell: set_features reads them.
void add_features(CLI::App &app) {
  auto add = [&](wasm::Feature feature, const std::string &flag) {
    if (feature == wasm::Feature::Mvp)
      return;
    for (const char *what : {"--enable-", "--disable-"})
      app.add_flag_function(what + flag, [](int64_t) {})->group("");
  };
#define FEATURE(id, flag, state, text) add(wasm::Feature::id, flag);
#include "wexnc/wasm/features.def"
}

// From left to right. Without exceptions there are no references to them and no older form either,
// unless a later flag says so.
void set_features(const std::vector<std::string> &args, wasm::Features &features) {
  for (const std::string_view arg : args) {
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

// An option with one value, a row of a table.
template <typename Row, size_t N>
CLI::Option *add_choice(CLI::App &app, const char *name, std::string &value, const Row (&rows)[N],
                        const std::string &text) {
  return app.add_option(name, value, text)
      ->check(CLI::IsMember(texts(rows)).description(""))
      ->type_name(placeholder(rows));
}

constexpr const char *kShells[] = {"bash", "zsh", "fish"};

// All that the command line can hold, and where it goes.
struct Parser {
  CLI::App app{"Compiles a WebAssembly module into a relocatable native object.", "wexnc"};
  CLI::App *inspect, *targets, *completion, *help;
  Raw raw;
  std::string shell, help_about;

  explicit Parser(Command &command);
};

Parser::Parser(Command &command) {
  constexpr const char *kCode = "Code generation", *kOther = "Information";
  Options &o = command.options;
  app.formatter(std::dynamic_pointer_cast<CLI::Formatter>(help_formatter()));
  app.option_defaults()->take_last();
  app.set_help_flag("-h,--help", "show this help");
  app.set_version_flag("-V,--version",
                       std::string(kVersion) + ", ABI " + std::to_string(WEXN_ABI_VERSION),
                       "show the version");
  app.require_subcommand(0, 1);
  app.footer(help_of_proposals() + "\n@FILE stands for the words in FILE.");
  app.add_option("MODULE", o.input, "binary (.wasm) or text (.wat); - is standard input");
  app.add_option("-o,--output", o.output, "output file; - is standard output")->type_name("FILE");
  add_choice(app, "--emit", raw.emit, kEmits, "what to write (default obj)");
  app.add_option("--header", o.header, "also write the C header of the module")->type_name("FILE");
  app.add_option("-n,--module-name", o.module_name,
                 "prefix of every symbol; default: from the file's name")
      ->type_name("NAME");
  add_choice(app, "-O", raw.opt, kOptLevels, "optimisation level (default 2)");
  app.add_flag(
      "--host-functions", o.host_functions,
      "let the host make functions of every function type, not only of those that are imported");
  app.add_flag("-g", o.debug, "carry the module's DWARF over to native DWARF");
  app.add_option("-j", o.jobs, "threads; default: one a processor")
      ->check(CLI::Range(1u, 1024u).description(""))
      ->type_name("N");
  app.add_flag("-v", o.verbose, "show phases with their times, and the slowest functions");
  app.add_flag("-q,--quiet", o.quiet, "show no progress on a terminal");
  app.add_option("--target", raw.target, "what to compile for; see `wexnc targets`")
      ->type_name("TRIPLE")
      ->group(kCode);
  app.add_option("--mcpu", o.cpu, "processor (-mcpu=CPU), or native")
      ->type_name("CPU")
      ->group(kCode);
  app.add_option("--mtune", o.tune, "processor to be fast on (-mtune=CPU), or native")
      ->type_name("CPU")
      ->group(kCode);
  app.add_option("--mattr", o.attr, "processor features (-mattr=+a,-b)")
      ->type_name("LIST")
      ->group(kCode);
  add_choice(app, "--bounds", raw.bounds, kBounds,
             "how memory accesses are kept inside (default guard; software where there is no "
             "operating system)")
      ->group(kCode);
  add_choice(app, "--memory-base", raw.base, kMemoryBases,
             "x86-64 Linux: where compiled code has the address of memory 0 (default register)")
      ->group(kCode);
  add_choice(app, "--stack-check", raw.stack_check, kStackChecks,
             "how running out of stack is noticed (default limit)")
      ->group(kCode);
  app.add_flag("--interruptible", o.interruptible,
               "compiled code itself looks for wexn_interrupt, in loops and where it calls; where "
               "there are signals no module needs this (wexn_store_enable_interrupts)")
      ->group(kCode);
  add_choice(app, "--branch-protection", raw.branches, kBranchProtections,
             "AArch64: landing pads for branches (bti), signed return addresses (pac-ret), both "
             "(default none)")
      ->group(kCode);
  app.add_flag("--stub-imports", o.stub_imports,
               "functions that nobody provides trap, with their names, when they are called")
      ->group(kCode);
  app.add_flag("--print-link-flags", raw.print_link_flags, "print what to link objects with")
      ->group(kOther);
  app.add_flag("--print-cflags", raw.print_cflags, "print what to compile C and C++ files with")
      ->group(kOther);
  app.add_flag("--print-sysroot", raw.print_sysroot, "print where the runtime is")->group(kOther);
  app.add_flag("--print-module-name", raw.print_name,
               "print the prefix of the symbols, without \"_\"")
      ->group(kOther);
  add_features(app);

  inspect = app.add_subcommand("inspect", "shows what an object, or a program of objects, holds");
  inspect
      ->add_option("OBJECT", command.inspect.file,
                   "an object, or a program or library that objects were linked into")
      ->required();
  inspect->add_flag("--json", command.inspect.json, "all of it, and each function, as JSON");
  inspect->add_flag("--exceptions", command.inspect.exceptions,
                    "functions with calls in a try, with call sites and clauses, one by one");
  inspect->add_flag("--inlined", command.inspect.inlined,
                    "where code of inlined functions begins, function by function");
  inspect->add_flag("--traps", command.inspect.traps,
                    "calls that end in a trap, function by function");
  inspect->add_flag("--tags", command.inspect.tags, "tags only, with their types");
  inspect->add_flag("--types", command.inspect.types,
                    "types of structures and arrays only, and how their objects lie in memory");
  targets =
      app.add_subcommand("targets", "lists what can be compiled for, and which runtimes there are");
  completion = app.add_subcommand("completion", "prints a shell's completion script");
  completion->add_option("SHELL", shell, "bash, zsh or fish")
      ->required()
      ->type_name("bash|zsh|fish")
      ->check(CLI::IsMember(std::vector<std::string>(std::begin(kShells), std::end(kShells)))
                  .description(""));
  help = app.add_subcommand("help", "shows this help, or that of a command");
  help->add_option("COMMAND", help_about, "inspect, targets or completion")
      ->type_name("inspect|targets|completion");
  for (CLI::App *c : {inspect, targets, completion, help})
    c->group("Commands")->footer("");
}

// What is wrong with a word that nothing takes, or with an input file that is none.
UsageError unexpected(const Parser &parser, const std::string &word) {
  const std::string name = word.substr(0, word.find('=', 2));
  const bool option = name.starts_with("-");
  const CLI::App &app = parser.inspect->parsed() ? *parser.inspect : parser.app;
  const std::string meant = nearest(name, option ? option_names(app) : command_names(parser.app));
  return {(option ? "unknown option " : "unexpected word ") + name +
          (meant.empty() ? "" : "; did you mean " + meant + "?")};
}

UsageError no_command(const std::string &name) {
  return {"there is no command " + name + "; `wexnc help` lists those that there are"};
}

// As other tools' `compile app.wasm`.
bool looks_like_command(const std::string &word) {
  return word.find_first_of("./") == std::string::npos && access(word.c_str(), F_OK) != 0;
}

Command finished(int exit_code) {
  Command command;
  command.kind = CommandKind::Exit;
  command.exit_code = exit_code;
  return command;
}

Command parse(int argc, char **argv) {
  Command command;
  Options &o = command.options;
  o.jobs = 0;
  Parser parser(command);
  const std::vector<std::string> args = arguments(argc, argv);
  set_features(args, o.features);
  try {
    refuse_empty(args);
    refuse_values_of_flags(args, parser.app);
    // CLI11 takes them in reverse.
    parser.app.parse(std::vector<std::string>(args.rbegin(), args.rend()));
    if (*parser.help) {
      // Of an app that has parsed a command, CLI11 shows the command's help.
      Command unused;
      const Parser fresh(unused);
      const CLI::App *about = &fresh.app;
      for (const CLI::App *c : fresh.app.get_subcommands([](const CLI::App *) { return true; }))
        if (c->get_name() == parser.help_about)
          about = c;
      if (about == &fresh.app && !parser.help_about.empty())
        throw no_command(parser.help_about);
      std::cout << about->help();
      return finished(0);
    }
    if (*parser.completion) {
      std::cout << completion_script(parser.app, parser.shell);
      return finished(0);
    }
    if (*parser.inspect) {
      command.kind = CommandKind::Inspect;
      return command;
    }
    complete(o, parser.raw);
    if (*parser.targets)
      command.kind = CommandKind::Targets;
    else if (parser.raw.print_link_flags)
      command.kind = CommandKind::PrintLinkFlags;
    else if (parser.raw.print_cflags)
      command.kind = CommandKind::PrintCflags;
    else if (parser.raw.print_sysroot)
      command.kind = CommandKind::PrintSysroot;
    else if (access(o.input.c_str(), F_OK) != 0 &&
             !nearest(o.input, command_names(parser.app)).empty())
      throw unexpected(parser, o.input);
    else
      complete_files(o, parser.raw);
    if (command.kind == CommandKind::Compile && parser.raw.print_name)
      command.kind = CommandKind::PrintModuleName;
    return command;
  } catch (const CLI::ExtrasError &e) {
    const std::vector<std::string> extra = parser.app.remaining(true);
    // A misspelled command looks like a module, and what follows it like too many.
    const bool command_meant = !extra.empty() && !extra[0].starts_with("-") && !o.input.empty();
    if (command_meant && nearest(o.input, command_names(parser.app)).empty())
      usage_error(looks_like_command(o.input) ? no_command(o.input).what
                                              : "two modules, " + o.input + " and " + extra[0] +
                                                    "; one is compiled at a time");
    else
      usage_error(extra.empty() ? e.what()
                                : unexpected(parser, command_meant ? o.input : extra[0]).what);
  } catch (const CLI::ArgumentMismatch &) {
    // Options take one value each, and all else but the last word has been taken.
    usage_error(args.back() + " has no value");
  } catch (const CLI::ParseError &e) {
    if (e.get_exit_code() == static_cast<int>(CLI::ExitCodes::Success)) {
      parser.app.exit(e, std::cout, std::cerr);
      return finished(0);
    }
    usage_error(e.what());
  } catch (const UsageError &e) {
    usage_error(e.what);
  }
  return finished(2);
}

} // namespace

std::string module_name_of(const std::string &input) {
  std::string name = input == "-" ? "module" : stem(input);
  for (char &c : name)
    if (!is_identifier(std::string("_") + c))
      c = '_';
  while (name.ends_with("_"))
    name.pop_back();
  if (name.empty())
    return "module";
  if (!is_identifier(name))
    name.insert(0, "_");
  return reserved_module_name(name) ? "module_" + name : name;
}

Command parse_command_line(int argc, char **argv) { return parse(argc, argv); }

} // namespace wexn
