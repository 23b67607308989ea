// The command line as a value: which command, and its options. Usage errors and --help are answered
// here; what is left for main is CommandKind::Exit with the status.
#pragma once

#include "wexnc/inspect/inspect.h"
#include "wexnc/options.h"

#include <string>

namespace wexn {

enum class CommandKind : uint8_t {
  Compile,
  Inspect,
  Targets,
  PrintLinkFlags,
  PrintCflags,
  PrintSysroot,
  PrintModuleName,
  Exit
};

struct Command {
  CommandKind kind = CommandKind::Compile;
  Options options;        // Compile; target only: PrintLinkFlags; name only: PrintModuleName
  InspectOptions inspect; // Inspect
  int exit_code = 0;      // Exit
};

[[nodiscard]] Command parse_command_line(int argc, char **argv);

// The default of --module-name: the file's name without folder and extension, every character that
// no C identifier may have replaced by an underscore, none of which are left at its end. `module_`
// is put before a name that no module may have.
[[nodiscard]] std::string module_name_of(const std::string &input);

} // namespace wexn
