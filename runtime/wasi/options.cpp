// Command line -> Options.
#include "runtime/wasi/options.h"

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>

namespace wexn::wasi {
namespace {

constexpr char HELP[] =
    "This program was compiled from WebAssembly by wexnc. Its command line:\n"
    "\n"
    "  PROGRAM [runtime options] [--] [the program's own arguments]\n"
    "\n"
    "  --dir HOST[::GUEST]   let the program use the directory HOST, under the name GUEST\n"
    "  --env NAME=VALUE      set an environment variable; --env NAME hands on the one of that "
    "name\n"
    "  --invoke NAME         call the exported function NAME with the arguments, print its "
    "results\n"
    "  --max-threads N       let the program have at most N threads besides its first; default: "
    "1024\n"
    "  --abort-on-trap       a trap or an uncaught exception ends the program with SIGABRT where "
    "it "
    "happens,\n"
    "                        for debuggers and core files; so does WEXN_ABORT=1 in the "
    "environment\n"
    "  --help-wexn           this text\n"
    "\n"
    "Runtime options come first. Everything from the first other word on is the program's; `--` "
    "ends\n"
    "the runtime's options and is not handed on.\n"
    "Exit status: the program's; 134 after a trap or an uncaught exception; 1 if the program "
    "cannot\n"
    "be started; 2 for wrong runtime options.\n";

// The value of option `name`: `--name=VALUE`, or the next word. Null: the word is another option.
// Advances `at` to the last word used.
char *value_of(const char *name, int argc, char **argv, int &at, bool &missing) {
  size_t size = std::strlen(name);
  if (std::strncmp(argv[at], name, size) != 0)
    return nullptr;
  if (argv[at][size] == '=')
    return argv[at] + size + 1;
  if (argv[at][size] != 0)
    return nullptr;
  if (at + 1 >= argc) {
    missing = true;
    return nullptr;
  }
  return argv[++at];
}

void *array(size_t count, size_t size) {
  void *memory = std::calloc(count, size);
  if (!memory) {
    std::fputs("wexn: error: out of memory\n", stderr);
    std::exit(EXIT_FAILED);
  }
  return memory;
}

} // namespace

// argc bounds the number of options of each kind.
Options::Options(int argc)
    : dirs(static_cast<wexn_wasi_dir *>(array(static_cast<size_t>(argc) + 1, sizeof *dirs))),
      environment(
          static_cast<const char **>(array(static_cast<size_t>(argc) + 1, sizeof *environment))),
      owned_(static_cast<char **>(array(static_cast<size_t>(argc) + 1, sizeof *owned_))) {}

Options::~Options() {
  for (uint32_t i = 0; i < num_owned_; i++)
    std::free(owned_[i]);
  std::free(owned_);
  std::free(dirs);
  std::free(environment);
}

bool Options::add_dir(char *value) {
  char *guest = nullptr; // after the last "::", since host names may have them, too
  for (char *at = value; (at = std::strstr(at, "::")); at++)
    guest = at;
  if (guest) {
    *guest = 0;
    guest += 2;
  } else {
    guest = value;
  }
  if (!*value || !*guest)
    return false;
  dirs[num_dirs++] = {value, guest};
  return true;
}

void Options::add_environment(const char *value) {
  const char *equals = std::strchr(value, '=');
  if (!equals) {
    const char *inherited = std::getenv(value);
    if (!inherited)
      return;
    size_t size = std::strlen(value) + std::strlen(inherited) + 2;
    char *text = static_cast<char *>(array(size, 1));
    std::snprintf(text, size, "%s=%s", value, inherited);
    owned_[num_owned_++] = text;
    equals = std::strchr(text, '=');
    value = text;
  }
  // The last value given for a name counts.
  size_t prefix = static_cast<size_t>(equals - value) + 1;
  for (uint32_t i = 0; i < num_environment; i++)
    if (std::strncmp(environment[i], value, prefix) == 0) {
      environment[i] = value;
      return;
    }
  environment[num_environment++] = value;
}

Options::Parsed Options::parse(int argc, char **argv) {
  auto error = [](const char *what, const char *word) {
    std::fprintf(stderr, "wexn: error: %s%s; see --help-wexn\n", what, word);
    return Parsed::Error;
  };
  int at = 1;
  const char *abort = std::getenv("WEXN_ABORT");
  abort_on_trap = abort && std::strcmp(abort, "1") == 0;
  for (; at < argc; at++) {
    bool missing = false;
    const char *word = argv[at];
    if (std::strcmp(word, "--") == 0) {
      at++;
      break;
    }
    if (std::strcmp(word, "--help-wexn") == 0) {
      std::fputs(HELP, stdout);
      return Parsed::Help;
    }
    if (std::strcmp(word, "--abort-on-trap") == 0) {
      abort_on_trap = true;
      continue;
    }
    if (char *value = value_of("--dir", argc, argv, at, missing)) {
      if (!add_dir(value))
        return error("an empty name in ", word);
    } else if (char *setting = value_of("--env", argc, argv, at, missing)) {
      if (!*setting || *setting == '=')
        return error("an empty name in ", word);
      add_environment(setting);
    } else if (char *name = value_of("--invoke", argc, argv, at, missing)) {
      invoke = name;
    } else if (char *number = value_of("--max-threads", argc, argv, at, missing)) {
      char *behind;
      errno = 0;
      const unsigned long threads = std::strtoul(number, &behind, 10);
      if (*number < '0' || *number > '9' || *behind || errno || threads > UINT32_MAX)
        return error("not a number of threads: ", number);
      max_threads = static_cast<uint32_t>(threads);
    } else if (missing) {
      return error("a value is missing after ", word);
    } else {
      break;
    }
  }
  first_argument = at;
  return Parsed::Run;
}

} // namespace wexn::wasi
